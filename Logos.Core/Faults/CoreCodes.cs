using Logos.Rules.Faults;

namespace Logos.Core.Faults;

/// <summary>Every code of a definition: reading (20xx), structure (21xx), references (22xx), warnings (23xx), import (24xx).</summary>
public static class CoreCodes
{
    public const string TooLarge = "LGS2001";
    public const string NotText = "LGS2002";
    public const string InvalidUtf8 = "LGS2003";
    public const string BadSyntax = "LGS2004";
    public const string TooDeep = "LGS2005";
    public const string DuplicateKey = "LGS2006";
    public const string TooManyValues = "LGS2007";
    public const string Empty = "LGS2008";
    public const string SeveralDocuments = "LGS2009";
    public const string BadKey = "LGS2010";
    public const string BadAlias = "LGS2011";
    public const string BadNumber = "LGS2012";
    public const string UnknownTag = "LGS2013";
    public const string MergeKey = "LGS2014";
    public const string FileReference = "LGS2015";
    public const string FileUnreadable = "LGS2016";
    public const string FileOutside = "LGS2017";
    public const string TooManyFaults = "LGS2018";
    public const string CannotFormat = "LGS2019";

    public const string WrongKind = "LGS2101";
    public const string UnknownField = "LGS2102";
    public const string MissingField = "LGS2103";
    public const string BadName = "LGS2104";
    public const string NotAChoice = "LGS2105";
    public const string OutOfRange = "LGS2106";
    public const string BadDuration = "LGS2107";
    public const string UnknownType = "LGS2108";
    public const string UnknownNode = "LGS2109";
    public const string Cycle = "LGS2110";
    public const string NoNodes = "LGS2111";
    public const string TooManyNodes = "LGS2112";
    public const string TooManyEdges = "LGS2118";
    public const string NotForNodes = "LGS2119";
    public const string BadFormat = "LGS2113";
    public const string FieldConflict = "LGS2114";
    public const string BadDefault = "LGS2115";
    public const string NeverRuns = "LGS2116";
    public const string UnboundParameter = "LGS2117";

    public const string OpenTemplate = "LGS2201";
    public const string UnknownName = "LGS2202";
    public const string NotUpstream = "LGS2203";
    public const string UnknownInput = "LGS2204";
    public const string LiteralSecret = "LGS2205";
    public const string SecretNotHere = "LGS2206";
    public const string NotInForeach = "LGS2207";
    public const string UnknownMember = "LGS2208";
    public const string TemplateNotHere = "LGS2209";
    public const string MissingInput = "LGS2210";

    public const string ExclusiveBranches = "LGS2301";
    public const string LooksLikePath = "LGS2302";
    public const string EffectWithoutTimeout = "LGS2303";
    public const string UnusedInput = "LGS2304";
    public const string RepeatedEdge = "LGS2305";
    public const string CachedEffect = "LGS2306";
    public const string UnusedParameter = "LGS2307";

    public const string NotTheDialect = "LGS2401";
    public const string UnknownForeignType = "LGS2402";
    public const string UnknownForeignField = "LGS2403";
    public const string CannotCarryOver = "LGS2404";
    public const string BadForeignExpression = "LGS2405";
    public const string UnboundPlaceholder = "LGS2406";
    public const string ReadsLater = "LGS2407";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(TooLarge, "The file is too large", "A definition may have 16 MiB. Data belongs into inputs, a table or a file that a node reads."),
        new(NotText, "The file is not text", "A definition is YAML or JSON in UTF-8. Was another file meant?"),
        new(InvalidUtf8, "The file is not UTF-8", "Save it as UTF-8; the message names the byte that is none."),
        new(BadSyntax, "The file is neither YAML nor JSON", "Mend the place that the message names. Most often it is the indentation, a quote or a bracket just before it."),
        new(TooDeep, "Nested too deeply", "A definition may be nested 100 levels deep."),
        new(DuplicateKey, "A key stands twice in one map", "Keep the one that is meant: the other would be lost without a word."),
        new(TooManyValues, "The file unfolds into too much", "Aliases that stand for aliases multiply. Write the data out, or move it into inputs."),
        new(Empty, "The file is empty", "`logos new NAME` writes a graph to begin with."),
        new(SeveralDocuments, "The file holds several YAML documents", "One file holds one definition. Split it at `---`."),
        new(BadKey, "That cannot be a key", "Keys are text. A template in braces is quoted in YAML: `\"${{ … }}\"`."),
        new(BadAlias, "The alias stands for nothing", "An alias (`*name`) stands behind the anchor (`&name`) that it repeats, and not inside it."),
        new(BadNumber, "The number cannot be kept as it is written", "Quote it if it is text: codes with leading zeros lose them as numbers."),
        new(UnknownTag, "The YAML tag does not fit", "Delete it. A definition holds maps, lists, text, numbers, true and false."),
        new(MergeKey, "Merge keys are not supported", "What nodes share goes into `defaults`, or is written out."),
        new(FileReference, "A file stands where its content is needed", "`file:` is resolved by the command line, beside the definition: submit the definition with `logos`, or put the content where the path stands. A server never reads a path from a definition."),
        new(FileUnreadable, "The file named by `file:` cannot be taken in", "It has to exist beside the definition, be text in UTF-8 and have at most 1 MB."),
        new(FileOutside, "`file:` leads out of the definition's folder", "Paths are relative to the definition and stay inside its folder; copy the file there."),
        new(TooManyFaults, "There are more faults than are told", "Mend what is told first; the rest shows then."),
        new(CannotFormat, "The file cannot be formatted", "The message says what in it stands in the way. The file was left as it is."),

        new(WrongKind, "A field takes another kind of value", "The message says what it takes and what stands there."),
        new(UnknownField, "No field has that name", "The message names the nearest one. What a node's type takes stands under `with`."),
        new(MissingField, "A field is missing", "Add it; docs/nodes.md shows every type with an example."),
        new(BadName, "That cannot be a name", "Names begin with a letter and hold letters, digits and `_` (a graph's also `-`), up to 64; the language's own words are taken."),
        new(NotAChoice, "The field takes one of a few words", "The message lists them."),
        new(OutOfRange, "The value is out of range", "The message says what is allowed."),
        new(BadDuration, "That is no duration", "Durations are a whole number and a unit: `200ms`, `30s`, `5m`, `2h`, `1d`."),
        new(UnknownType, "No node type has that name", "The message names the nearest one; docs/nodes.md lists them. A type of your own is known once a worker that has it is running."),
        new(UnknownNode, "No node has that name", "The message names the nearest one."),
        new(Cycle, "Nodes wait for each other", "The message names the whole circle. Take one of its edges out; what repeats is a `loop` node."),
        new(NoNodes, "The graph has no nodes", "A graph has at least one node."),
        new(TooManyNodes, "The graph has too many nodes", "A graph may have 20,000. Use `foreach` for what repeats, and `subgraph` for parts."),
        new(TooManyEdges, "The graph has too many edges", "A graph may have 100,000, with what nodes need. A node in between that waits for all of them takes one edge from each, and gives one to each."),
        new(BadFormat, "The text does not have the form that is asked for", "The message says which form."),
        new(FieldConflict, "Fields contradict each other", "The message says which, and why."),
        new(BadDefault, "The default does not fit the input", "A default has to pass what the input asks of every caller."),
        new(NeverRuns, "The value can never be right", "The message says why."),
        new(UnboundParameter, "A query binds a name that has no value", "Every `@name` of a query is a name under `params`. What stands in a text, a comment or a quoted name is not looked at. `$1` and `?` of other libraries are bound to nothing. What may be a variable of MySQL or an operator of PostgreSQL is only a warning."),
        new(NotForNodes, "A statement or command that a node does not run", "A node's SQL is one transaction of its own, so that `begin`, `commit` and the like have no place in it, nor has `copy`: write several statements under `statements`. A node's commands on Redis end at once, leave the connection as it is, and are about keys: none that waits (`BLPOP`, `XREAD` with BLOCK), subscribes, or is the operator's (`CONFIG`, `FLUSHALL`)."),

        new(OpenTemplate, "A template has no end", "`${{` is closed with `}}`. To write the characters themselves, double the dollar sign: `$${{`."),
        new(UnknownName, "No such name can be read here", "The names are `inputs`, `secrets`, `run`, the ids of upstream nodes, and `item` and `index` in a node with `foreach`."),
        new(NotUpstream, "The node that is read is not upstream", "Add the edge that the message names, so that the node has ended before it is read."),
        new(UnknownInput, "The graph has no such input", "Declare it under `inputs`, or mend the name."),
        new(LiteralSecret, "A secret is written in the definition", "Definitions are stored, shown and versioned. Keep the value with `logos secrets set NAME` and write `${{ secrets.NAME }}`. Found are the formats of well-known keys, what a password, a key or a header is given where it leaves the engine, and values without blanks that mix letters with digits or signs under such a name; under `token` or `secret` alone an ordinary word is a warning."),
        new(SecretNotHere, "Secrets cannot be read here", "Conditions, outputs and whatever else is recorded cannot hold a secret, nor can a `subgraph`, `loop`, `wait` or `approval`: secrets are resolved by workers. Read it under `with` of the node that uses it, in the other graph if need be."),
        new(NotInForeach, "`item` and `index` exist only inside `foreach`", "Give the node a `foreach`, or read the node that has it."),
        new(UnknownMember, "There is no such member", "The message lists what there is."),
        new(TemplateNotHere, "A template has no place here", "The value is needed before anything has run: write it out."),
        new(MissingInput, "An input that the graph requires is not given", "Give it to the execution, or give the input a `default` in the graph."),

        new(ExclusiveBranches, "The merge waits for branches that exclude each other", "With `join: all` one skipped branch skips the merge, so it never runs. Write `join: any`, or `join: done`."),
        new(LooksLikePath, "The text looks like a path", "Text under `with` is text. To read the value write `${{ … }}`; to keep the text write `${{ \"…\" }}`."),
        new(EffectWithoutTimeout, "An effect without a timeout", "A call that hangs holds its node until the type's own limit. Give the node a `timeout`, or the graph `defaults: { timeout: 30s }`."),
        new(UnusedInput, "Nothing reads the input", "Delete it, or read it with `${{ inputs.NAME }}`."),
        new(RepeatedEdge, "The edge stands twice", "Keep one of the two."),
        new(CachedEffect, "An effect is cached", "While the cache holds, the effect does not happen again. Take `cache` out unless that is meant."),
        new(UnusedParameter, "The query does not use a value of `params`", "Write `@name` where the value belongs, or delete the value."),

        new(NotTheDialect, "The file is no graph of rust-logic-graph", "`logos import` reads its YAML and JSON: `nodes` as types, as maps or as a list, and `edges`. A graph of Logos needs no import."),
        new(UnknownForeignType, "rust-logic-graph has no such node type", "The message names the nearest one."),
        new(UnknownForeignField, "A field cannot be carried over", "It does something that the import does not know. Delete it there, and write it in terms of Logos afterwards."),
        new(CannotCarryOver, "A part of the graph cannot be carried over", "The message says what to write instead. Take it out of the file, import the rest, and add it then."),
        new(BadForeignExpression, "A condition, mapping or rule cannot be read", "The message says where it stops making sense; docs/expressions.md tells what there is."),
        new(UnboundPlaceholder, "A query has a placeholder without a value", "Every `$1`, `?` and `{{name}}` of a query stands for a parameter, and never inside a text in quotes."),
        new(ReadsLater, "A node reads what is not there yet", "In the other engine it read whatever an earlier run had left. Mend the order, or take the read out."),
    ];
}
