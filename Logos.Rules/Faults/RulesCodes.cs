namespace Logos.Rules.Faults;

/// <summary>Every code of the language: expressions (10xx), GRL (11xx), evaluation (12xx).</summary>
public static class RulesCodes
{
    public const string Unexpected = "LGS1001";
    public const string OpenString = "LGS1002";
    public const string BadNumber = "LGS1003";
    public const string BadCharacter = "LGS1004";
    public const string TooDeep = "LGS1005";
    public const string TooLong = "LGS1006";
    public const string UnknownFunction = "LGS1007";
    public const string WrongArguments = "LGS1008";
    public const string BadEscape = "LGS1009";
    public const string NotHere = "LGS1010";
    public const string BadPattern = "LGS1011";
    public const string ChainedComparison = "LGS1012";
    public const string Empty = "LGS1013";
    public const string AssignmentForComparison = "LGS1014";
    public const string OpenComment = "LGS1015";
    public const string NeverTrue = "LGS1016";
    public const string OneOutcome = "LGS1017";

    public const string ExpectedRule = "LGS1101";
    public const string DuplicateRule = "LGS1102";
    public const string UnknownAttribute = "LGS1103";
    public const string BadAttribute = "LGS1104";
    public const string RepeatedAttribute = "LGS1105";
    public const string NeverFires = "LGS1106";
    public const string BadStatement = "LGS1107";
    public const string UnknownAction = "LGS1108";
    public const string TooManyRules = "LGS1109";
    public const string NoRules = "LGS1110";
    public const string UnfocusedGroup = "LGS1111";

    public const string NotANumber = "LGS1201";
    public const string DivisionByZero = "LGS1202";
    public const string NotABoolean = "LGS1203";
    public const string StepBudget = "LGS1204";
    public const string OutputBudget = "LGS1205";
    public const string BadArgument = "LGS1206";
    public const string TooManyFirings = "LGS1207";
    public const string TooManyCycles = "LGS1208";
    public const string CannotAssign = "LGS1209";
    public const string NumberTooLarge = "LGS1210";
    public const string BadFacts = "LGS1211";
    public const string TotalBudget = "LGS1212";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(Unexpected, "The text does not fit here", "Read what was expected and what was found at the caret; most often a bracket, an operator or a quote is missing just before it."),
        new(OpenString, "A string has no end", "Close it with the quote it began with. A quote inside a string is written `\\\"`."),
        new(BadNumber, "That is no number", "Numbers are written `12`, `0.5` or `1e6`; a name cannot begin with a digit."),
        new(BadCharacter, "A character means nothing here", "Delete it, or put it inside a string."),
        new(TooDeep, "Nested too deeply", "Split the expression: give its parts a name in a `rule` node or a rule of their own."),
        new(TooLong, "The text is too long", "An expression may have 64 KiB, a rule file 16 MiB. Split it, or move data into facts."),
        new(UnknownFunction, "No function has that name", "The functions are listed in docs/expressions.md; the message names the nearest one."),
        new(WrongArguments, "The function takes other arguments", "The message says how many it takes, and which."),
        new(BadEscape, "An escape in a string is broken", "`\\u` takes four hexadecimal digits."),
        new(NotHere, "That construct has no place here", "`exists`, `forall`, `accumulate` and `count` belong to GRL rules; `x => …` belongs into a call such as `map` or `filter`."),
        new(BadPattern, "A regular expression is not valid", "Mend the pattern. Patterns run without backtracking: look-around and back-references are not to be had. One may have 10,000 characters, and as many places when its counted repetitions are written out."),
        new(ChainedComparison, "Comparisons cannot be chained", "Write `a < b && b < c`."),
        new(Empty, "There is no expression", "Write one, or leave the field out."),
        new(AssignmentForComparison, "`=` where `==` was meant", "Comparing is `==`; `=` assigns, and stands only in the `then` of a rule."),
        new(OpenComment, "A comment has no end", "Close it with `*/`."),
        new(NeverTrue, "The condition can never be true", "What it asks for cannot hold at once, whatever it reads. Mend it; to switch a node or an edge off on purpose write `when: false`."),
        new(OneOutcome, "The comparison always comes out the same", "The two sides are never of one kind, and nothing is converted silently. Compare numbers with numbers and text with text."),

        new(ExpectedRule, "A rule was expected", "A rule file holds nothing but `rule \"name\" { when … then … }`, and comments."),
        new(DuplicateRule, "Two rules have one name", "Rename one: names identify rules in logs, in explanations and in limits."),
        new(UnknownAttribute, "No attribute has that name", "The attributes are `salience`, `no-loop`, `lock-on-active`, `agenda-group`, `auto-focus`, `activation-group`, `date-effective`, `date-expires`, `enabled`."),
        new(BadAttribute, "The attribute takes another value", "The message says what it takes. Dates are written `2026-01-31` or `2026-01-31T08:00:00Z`."),
        new(RepeatedAttribute, "An attribute stands twice", "Keep the one that is meant."),
        new(NeverFires, "The rule can never fire", "Its condition or its dates contradict each other. Mend them, or delete the rule; `enabled false` switches a rule off on purpose."),
        new(BadStatement, "That is no action", "Actions are assignments (`a.b = …;`, `+=`, `-=`, `*=`, `/=`), `retract(…)`, `Log(…)`, `ActivateAgendaGroup(\"…\")`, `Complete()` and `$object.setName(…)`."),
        new(UnknownAction, "No action has that name", "The message names the nearest one. Rules change facts and nothing else; work with effects belongs into a node."),
        new(TooManyRules, "Too many rules", "A rule set holds up to 100,000 rules."),
        new(NoRules, "The file holds no rule", "An empty rule set changes nothing. Was another file meant?"),
        new(UnfocusedGroup, "Nothing gives this group the focus", "No rule activates the group and none of its rules has `auto-focus`: its rules stay silent unless the caller gives it the focus."),

        new(NotANumber, "Arithmetic on what is not a number", "The message names the value. Set it before it is used, or give a default: `(a ?? 0) + 1`."),
        new(DivisionByZero, "Division by zero", "Guard it: `b != 0 && a / b > 2`, or `b == 0 ? 0 : a / b`."),
        new(NotABoolean, "A condition is neither true nor false", "Compare it: `count > 0`, `name != \"\"`, `list not_empty`."),
        new(StepBudget, "The evaluation took too many steps", "It works through too much data. Filter earlier, or move the work into a node of its own."),
        new(OutputBudget, "The evaluation made too much data", "Strings and lists made by one evaluation are limited; keep less, or write it to a file."),
        new(BadArgument, "A function cannot work with that value", "The message says what it takes and what it was given."),
        new(TooManyFirings, "Rules fire without end", "The message names the rules that were looping. Give them `no-loop`, or make what they write end their condition."),
        new(TooManyCycles, "Rules look at each other without end", "The message names the rules that were looping. Give them `no-loop`, or make what they write end their condition."),
        new(CannotAssign, "There is no such place to assign to", "A member can be written into an object or into nothing, an element only where the list has one."),
        new(NumberTooLarge, "The result is too large for a number", "No number of the language goes beyond 1.8e308."),
        new(TotalBudget, "The rules took too many steps in all", "Many firings each go through much data. The message names the rule that was being tried: let it look at less, or fire less often. The default of 400 million is five to ten seconds' work; `max_steps` of a `grl` node, `logos grl eval --max-steps` and `RuleOptions.MaxTotalSteps` allow more."),
        new(BadFacts, "The facts are not an object", "Facts are one JSON object: `{\"Order\": {\"total\": 12}}`."),
    ];
}
