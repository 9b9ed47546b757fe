using System.Text;
using System.Text.Json;
using Logos.Cli.Input;
using Logos.Cli.Run;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Values;

namespace Logos.Cli.Client;

/// <summary>Values that were given on the command line or in files, as they are sent.</summary>
internal static class Given
{
    private const string Option = "--inputs";
    private const string Single = "single inputs are given with --input NAME=VALUE";

    /// <summary>Inputs, read by what the server's graph says that it takes: <c>code=007</c> is text where text is wanted.</summary>
    public static async Task<ValueMap?> InputsAsync(Session session, string graph, int? version, string[]? words, string? file)
    {
        if (file is null && words is not { Length: > 0 })
            return null;
        if (file is not null)
            DemandFile(file, Option, Single, session);
        var found = await session.Ask($"graphs/{Call.Segment(graph)}{Call.Query(("version", version?.ToString(System.Globalization.CultureInfo.InvariantCulture)))}");
        return Inputs(session, Definition(found.Root), words, file);
    }

    /// <summary>Some of the inputs, in place of others: what is missing is not missed.</summary>
    public static ValueMap? Words(string[]? words) => words is not { Length: > 0 } ? null : ValueMap.From(words.Select(NamedValue.Of).Select(word => KeyValuePair.Create(word.Name, JsonOrText(word.Text))));

    public static void WriteInputs(Utf8JsonWriter json, ValueMap? inputs)
    {
        if (inputs is null)
            return;
        json.WritePropertyName("inputs");
        ValueJson.Write(json, inputs);
    }

    public static void WriteTags(Utf8JsonWriter json, string[]? tags)
    {
        if (tags is not { Length: > 0 })
            return;
        json.WriteStartObject("tags");
        foreach (var (name, value) in tags.Select(NamedValue.Of))
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    public static Value Json(string text, string what)
    {
        try
        {
            return ValueJson.Parse(text);
        }
        catch (JsonException)
        {
            throw new ClientFaultException(CliCodes.BadValue, $"{what} is not valid JSON", "text stands in quotes of its own, which the shell has to let through: '\"text\"'");
        }
    }

    public static Value JsonIn(string file, Session session, string what, string option, string instead)
    {
        DemandFile(file, option, instead, session);
        if (InputFile.Read(file, SizeLimit.Facts, session.Terminal, out var unreadable) is not { } source)
            throw new ClientFaultException([unreadable!]);
        return Json(source.Text, $"{what} in {InputFile.NameOf(file)}");
    }

    // Whoever wrote JSON where a file is named has no use for hearing that there is no such file.
    private static void DemandFile(string file, string option, string instead, Session session)
    {
        if (file.TrimStart() is ['{' or '[' or '"', ..] && !System.IO.File.Exists(Path.Combine(session.Terminal.WorkingDirectory, file)))
            throw new ClientFaultException(CliCodes.BadValue, $"{option} takes the name of a file, and was given JSON", $"{instead}; `-` in its place reads standard input");
    }

    private static ValueMap Inputs(Session session, GraphDefinition? graph, string[]? words, string? file)
    {
        if (graph is null)
        {
            // Of a version to come, which this one cannot read: as well as it goes.
            var plain = file is null ? ValueMap.Empty : JsonIn(file, session, "what is given", Option, Single) is { IsMap: true } map ? map.AsMap() : throw new ClientFaultException(CliCodes.BadFacts, $"{file} holds no JSON object");
            return ValueMap.From(plain.Concat(Words(words) ?? ValueMap.Empty).GroupBy(member => member.Key).Select(same => same.Last()));
        }

        return GivenInputs.Read(graph, file, words ?? [], session.Terminal, out var faults) ?? throw new ClientFaultException(faults) { About = file ?? "" };
    }

    private static GraphDefinition? Definition(JsonElement graph) =>
        graph.Find("definition") is { } definition ? GraphLoader.Load(Encoding.UTF8.GetBytes(definition.GetRawText()), GraphFormat.Json, NodeTypeRegistry.BuiltIn).Graph : null;

    private static Value JsonOrText(string text)
    {
        try
        {
            return ValueJson.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
