using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Logos.Core.Connections;
using Logos.Rules.Faults;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db;

/// <summary>Reads the settings of a connection. One that nobody reads is a fault: `readonly` for `read_only` would let everything be written.</summary>
internal sealed class ConnectionSettings(string name, OpenConnection connection)
{
    private readonly HashSet<string> _read = ["description"];

    public IReadOnlyCollection<string> Secrets => connection.Secrets;

    public string? Text(string setting)
    {
        _read.Add(setting);
        return connection.Settings.GetValueOrDefault(setting) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
    }

    public int Number(string setting, int standard, int least, int most)
    {
        if (Text(setting) is not { } text)
            return standard;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"`{setting}` is a whole number, {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}");
    }

    public bool Flag(string setting) => Text(setting) switch
    {
        null => false,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw Wrong($"`{setting}` is true or false"),
    };

    /// <summary>Certificates by their text: a path would be one of the worker's machine, and tell whoever may set connections what is there.</summary>
    /// <returns>Null where it is not set.</returns>
    public X509Certificate2Collection? Certificates(string setting)
    {
        if (Text(setting) is not { } text)
            return null;
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            found.Clear();
        }

        return found.Count > 0 ? found : throw Wrong($"`{setting}` is the text of a certificate in PEM, or of several, which begins with -----BEGIN CERTIFICATE-----");
    }

    /// <exception cref="FailureException">There are settings that nobody has read.</exception>
    public void Done()
    {
        if (connection.Settings.Keys.FirstOrDefault(setting => !_read.Contains(setting)) is { } unknown)
            throw Wrong($"there is no setting `{unknown}`: {Suggestion.DidYouMean(unknown, _read) ?? $"what is taken: {string.Join(", ", _read.Order(StringComparer.Ordinal))}"}");
    }

    public FailureException Wrong(string why) => FailureException.Permanent(WorkersCodes.BadConnection, $"the connection `{name}` cannot be used: {why}");
}
