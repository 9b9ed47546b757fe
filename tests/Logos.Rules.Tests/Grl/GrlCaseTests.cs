namespace Logos.Rules.Tests.Grl;

public sealed class GrlCaseTests
{
    private const string Extra = "LOGOS_EXTRA_GRL_CASES";

    public static bool NoExtraCases => Environment.GetEnvironmentVariable(Extra) is not { Length: > 0 };

    public static IEnumerable<TheoryDataRow<string, string>> OwnCases =>
        Directory.GetFiles(Repository.PathTo("tests/Logos.Rules.Tests/Grl/Cases"), "*.json").Order(StringComparer.Ordinal).SelectMany(GrlCases.Read);

    public static IEnumerable<TheoryDataRow<string, string>> ExtraCases =>
        NoExtraCases ? [new("none", "{}")] : GrlCases.Read(Environment.GetEnvironmentVariable(Extra)!);

    [Theory]
    [MemberData(nameof(OwnCases))]
    public void A_case_gives_its_facts_and_firings(string name, string json)
    {
        Assert.NotEmpty(name);
        GrlCases.Check(json);
    }

    [Theory(Skip = Extra + " names no file", SkipWhen = nameof(NoExtraCases))]
    [MemberData(nameof(ExtraCases))]
    public void A_case_from_outside_gives_its_facts_and_firings(string name, string json)
    {
        Assert.NotEmpty(name);
        GrlCases.Check(json);
    }
}
