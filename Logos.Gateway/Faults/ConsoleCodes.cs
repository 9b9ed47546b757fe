using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>What was typed into a form of the console and cannot be taken.</summary>
public static class ConsoleCodes
{
    public const string NotANumber = "LGS7150";
    public const string NotJson = "LGS7151";
    public const string NotAChoice = "LGS7152";
    public const string NotAForm = "LGS7153";
    public const string NotATime = "LGS7154";
    public const string NotATag = "LGS7155";
    public const string NotASetting = "LGS7156";
    public const string NameTaken = "LGS7157";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(NotANumber, "That is no number", "Write digits, with a point before a fraction: `12`, `-3.5`."),
        new(NotJson, "That is no JSON", "The field takes a value as JSON: text in double quotes, lists in `[ ]`, maps in `{ }`. The message says where it cannot be read."),
        new(NotAChoice, "That is none of the choices", "Choose one of those that the field offers; the page may be older than the graph's newest version, so load it again."),
        new(NotAForm, "The request is no form", "Pages of the console send forms. Programs use the API: its document is at `/openapi/v1.json`."),
        new(NotATime, "That is no length of time", "Write a whole number and `ms`, `s`, `m`, `h` or `d`: `30s`, `5m`, `2h`."),
        new(NotASetting, "That is no setting", "One setting a line, as `name: value`, each name once."),
        new(NameTaken, "The name is taken", "Open what has the name, to change it, or take another name."),
        new(NotATag, "That is no tag", "One tag a line, as `name: value`."),
    ];
}
