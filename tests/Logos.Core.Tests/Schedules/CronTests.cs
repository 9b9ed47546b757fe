using FsCheck;
using FsCheck.Fluent;
using Logos.Core.Schedules;

namespace Logos.Core.Tests.Schedules;

public sealed class CronTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Auckland"];

    [Theory]
    [InlineData("*/15 * * * *", "2026-03-01T10:07:00Z", "2026-03-01T10:15:00Z")]
    [InlineData("0 9 * * MON-FRI", "2026-03-06T09:00:00Z", "2026-03-09T09:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z")]
    [InlineData("0 0 1 * 1", "2026-03-03T00:00:00Z", "2026-03-09T00:00:00Z")]
    [InlineData("0 0 13 * ?", "2026-03-03T00:00:00Z", "2026-03-13T00:00:00Z")]
    [InlineData("30 5 10 * * 7", "2026-03-03T00:00:00Z", "2026-03-08T10:05:30Z")]
    [InlineData("0 22-23/1,1 * jan,DEC *", "2026-03-03T00:00:00Z", "2026-12-01T01:00:00Z")]
    [InlineData("10/20 * * * *", "2026-03-03T00:10:00Z", "2026-03-03T00:30:00Z")]
    [InlineData("@daily", "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z")]
    [InlineData("@Hourly", "2026-03-03T00:00:00.5Z", "2026-03-03T01:00:00Z")]
    public void The_next_time_is_found(string cron, string after, string next) => Assert.Equal(At(next), Read(cron).Next(At(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("*/10 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("*/10 2 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("0 3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    public void A_time_that_the_clocks_leave_out_comes_when_they_go_on(string cron, string after, string next) => Assert.Equal(At(next), Read(cron).Next(At(after), Zone("Europe/Berlin")));

    [Theory]
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z")]
    public void A_time_that_the_clocks_show_twice_comes_once(string cron, string after, string next) => Assert.Equal(At(next), Read(cron).Next(At(after), Zone("Europe/Berlin")));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/-1 * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("1- * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("+1 * * * *")]
    [InlineData("1/2/3 * * * *")]
    [InlineData("* * * JANUARY *")]
    [InlineData("@fortnightly")]
    public void What_is_no_cron_expression_is_refused_with_a_reason(string text)
    {
        Assert.Null(Cron.Read(text, out var wrong));
        Assert.False(string.IsNullOrEmpty(wrong));
    }

    [Fact]
    public void A_day_that_never_comes_has_no_next_time() => Assert.Null(Read("0 0 31 4 *").Next(At("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc));

    [Fact]
    public void It_finds_what_looking_at_every_minute_finds()
    {
        var field = (int least, int most) => Gen.OneOf(
            Gen.Constant("*"),
            Gen.Choose(2, 20).Select(by => $"*/{by}"),
            Gen.Choose(least, most).Select(value => $"{value}"),
            Gen.Choose(least, most).Two().Select(pair => $"{Math.Min(pair.Item1, pair.Item2)}-{Math.Max(pair.Item1, pair.Item2)}"),
            Gen.Choose(least, most).Two().Select(pair => $"{pair.Item1},{pair.Item2}"));
        var cases =
            from minute in field(0, 59)
            from hour in field(0, 23)
            from day in Gen.OneOf(Gen.Constant("*"), field(1, 28))
            from weekday in Gen.OneOf(Gen.Constant("*"), field(0, 6))
            from zone in Gen.Elements(Zones)
                // Around the ends of March and October, where most clocks are changed.
            from start in Gen.Choose(0, 60 * 24 * 12)
            from season in Gen.Elements("2026-03-25T00:00:00Z", "2026-10-22T00:00:00Z", "2026-03-05T00:00:00Z", "2026-10-30T00:00:00Z", "2026-04-03T00:00:00Z", "2026-09-25T00:00:00Z")
            select (Cron: $"{minute} {hour} {day} * {weekday}", Zone: zone, After: At(season).AddMinutes(start));
        Prop.ForAll(cases.ToArbitrary(), each =>
        {
            var found = Read(each.Cron).Next(each.After, Zone(each.Zone));
            var expected = NaiveCron.Next(each.Cron, each.After, Zone(each.Zone), days: 3);
            return (expected is null ? found is null || found > each.After.AddDays(3) : found == expected).Label($"{each}: {found:o}, not {expected:o}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static Cron Read(string text) => Cron.Read(text, out var wrong) ?? throw new FormatException(wrong);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
