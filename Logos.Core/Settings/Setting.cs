using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Logos.Core.Graphs.Definition;

namespace Logos.Core.Settings;

/// <summary>How one setting is written, what it may be, and where it goes.</summary>
/// <param name="Name">Below its section.</param>
/// <param name="Allowed">In words.</param>
/// <param name="TrySet">False when the text is none of what is allowed.</param>
[SuppressMessage("Design", "CA1000", Justification = "Taken in with `using static` for one kind of options.")]
public sealed record Setting<TOptions>(string Name, string Allowed, Func<TOptions, bool> IsAllowed, Func<TOptions, string> Show, Func<TOptions, string, bool> TrySet)
{
    private const string Unlimited = "unlimited";

    public static Setting<TOptions> Text(string name, Func<TOptions, string> get, Action<TOptions, string> set) =>
        new(name, "the path of a folder", o => !string.IsNullOrWhiteSpace(get(o)), o => $"`{get(o)}`", (options, text) =>
        {
            set(options, text);
            return true;
        });

    public static Setting<TOptions> Time(string name, TimeSpan least, TimeSpan most, Func<TOptions, TimeSpan> get, Action<TOptions, TimeSpan> set) =>
        new(name, $"a duration from {Duration.Format(least)} to {Duration.Format(most)}, such as 25s", o => get(o) >= least && get(o) <= most, o => get(o).ToString("c"), (options, text) =>
        {
            if (!Duration.TryParse(text, out var time))
                return false;
            set(options, time);
            return true;
        });

    public static Setting<TOptions> Size(string name, long least, long most, Func<TOptions, long> get, Action<TOptions, long> set) =>
        new(name, $"a size from {ByteSize.Format(least)} to {ByteSize.Format(most)}, such as 16MiB", o => get(o) >= least && get(o) <= most, o => ByteSize.Format(get(o)), (options, text) =>
        {
            if (!ByteSize.TryParse(text, out var bytes))
                return false;
            set(options, bytes);
            return true;
        });

    public static Setting<TOptions> Number(string name, int least, int most, Func<TOptions, long> get, Action<TOptions, long> set) =>
        new(name, $"a whole number from {least} to {most}", o => get(o) >= least && get(o) <= most, o => get(o).ToString(CultureInfo.InvariantCulture), (options, text) =>
        {
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return false;
            set(options, number);
            return true;
        });

    public static Setting<TOptions> Switch(string name, Func<TOptions, bool> get, Action<TOptions, bool> set) =>
        new(name, "on or off", _ => true, o => get(o) ? "on" : "off", (options, text) =>
        {
            var isOn = text.ToUpperInvariant() is "ON" or "TRUE";
            set(options, isOn);
            return isOn || text.ToUpperInvariant() is "OFF" or "FALSE";
        });

    /// <summary>The same setting, which may have no limit at all.</summary>
    public static Setting<TOptions> OrUnlimited(Setting<TOptions> limited, Func<TOptions, bool> isUnlimited, Action<TOptions> lift) => limited with
    {
        Allowed = $"{limited.Allowed}, or {Unlimited}",
        IsAllowed = o => isUnlimited(o) || limited.IsAllowed(o),
        Show = o => isUnlimited(o) ? Unlimited : limited.Show(o),
        TrySet = (options, text) =>
        {
            if (!text.Equals(Unlimited, StringComparison.OrdinalIgnoreCase))
                return limited.TrySet(options, text);
            lift(options);
            return true;
        },
    };
}
