namespace Logos.Architecture.Tests.Scripts;

/// <summary>The one command has to be believed, so it is tested like anything else.</summary>
public sealed class TestScriptTests : IDisposable
{
    private readonly Stage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task The_last_line_is_the_sum_over_all_suites()
    {
        var outcome = await _stage.Suite("A", passed: 3, skipped: 1).Suite("B", passed: 4, skipped: 1).Run();

        Assert.Equal((0, "7 passed, 0 failed, 2 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.Empty(outcome.Errors);
    }

    [Fact]
    public async Task The_simulator_runs_alone_and_gets_its_arguments()
    {
        var outcome = await _stage.Suite("A", passed: 3).Suite("Logos.Simulation", "echo \"told: $*\"; exit 1").Run("simulate", "--seed", "7");

        Assert.Equal((1, "told: simulate --seed 7"), (outcome.Exit, outcome.LastLine));
    }

    [Fact]
    public async Task A_failed_test_fails_the_run_and_is_shown()
    {
        var outcome = await _stage.Suite("A", passed: 3).Suite("B", passed: 1, failed: 2).Run();

        Assert.Equal((1, "4 passed, 2 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.Contains("Some.Test [FAIL]\n      because", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 'half a re'; exit 134", "ended with 134 before its totals")]
    [InlineData("exit 0", "ended with 0 before its totals")]
    [InlineData("echo '  Total: 0'", "ran no tests")]
    public async Task A_suite_without_totals_fails_the_run(string script, string told)
    {
        var outcome = await _stage.Suite("A", passed: 3).Suite("B", script).Run();

        Assert.Equal((1, "3 passed, 1 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.Contains(told, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Good_totals_and_a_bad_end_are_a_failure()
    {
        var outcome = await _stage.Suite("A", "echo 'Total: 2, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0'; exit 139").Run();

        Assert.Equal((1, "2 passed, 1 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
    }

    [Fact]
    public async Task An_error_outside_a_test_counts_as_failed()
    {
        var outcome = await _stage.Suite("A", "echo 'Total: 2, Errors: 1, Failed: 0, Skipped: 0, Not Run: 0'; exit 1").Run();

        Assert.Equal((1, "1 passed, 1 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
    }

    [Fact]
    public async Task A_broken_build_ends_the_run_with_its_message()
    {
        var outcome = await _stage.Program("dotnet", "[ \"$1\" != build ] || { echo 'X.cs(1,1): error CS1002'; exit 1; }").Suite("A", passed: 3).Run();

        Assert.Equal((1, "0 passed, 1 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.Contains("error CS1002", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_format_fails_the_run_and_the_tests_still_run()
    {
        var outcome = await _stage.Program("dotnet", "[ \"$1 $2\" != 'format whitespace' ] || exit 2").Suite("A", passed: 3).Run();

        Assert.Equal((1, "3 passed, 1 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
    }

    [Fact]
    public async Task Without_the_sdk_the_run_says_how_to_get_it()
    {
        var outcome = await _stage.Without("dotnet").Suite("A", passed: 3).Run();

        Assert.Equal((1, "0 passed, 1 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.Contains("dotnet-install.sh", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_suites_share_is_no_suite()
    {
        var outcome = await _stage.Suite("A", passed: 3).Project("Shared", "exit 1", "tests").Run();

        Assert.Equal((0, "3 passed, 0 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
    }

    [Fact]
    public async Task A_filter_reaches_every_suite()
    {
        await _stage.Suite("A", passed: 1).Suite("B", passed: 1).Run("--filter", "Grl");

        Assert.Equal(2, _stage.Calls().Split('\n').Count(x => !x.Contains("-list", StringComparison.Ordinal) && x.Contains("-method *Grl*", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_filter_that_nothing_matches_fails_the_run()
    {
        var outcome = await _stage.Suite("A", "echo '  Total: 0'").Run("quick", "--filter=Nothing");

        Assert.Equal((1, "0 passed, 1 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
    }

    [Fact]
    public async Task Quick_names_the_server_tests_that_it_leaves_out()
    {
        var outcome = await _stage.Needs("hare hare-server hared server").Suite("A", passed: 1, trait: "Needs=hare").Run("quick");

        Assert.Equal((0, "1 passed, 0 failed, 1 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.Contains("A.Tests, 1 of its tests (Needs=hare): quick starts no servers", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("-trait- Needs=hare", _stage.Calls(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_test_needs_is_installed_and_named()
    {
        var outcome = await _stage.Needs("hare hare-server hared server")
            .Program("apt-cache", "exit 0")
            .Program("apt-get", "[ \"$1\" != install ] || echo \"$*\" > installed")
            .Suite("A", passed: 1, trait: "Needs=hare")
            .Run();

        Assert.Equal((0, "1 passed, 0 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.Contains("installing hare-server by apt", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_not_installed()
    {
        var outcome = await _stage.Needs("hare hare-server hared server")
            .Program("hared", "exit 0")
            .Program("apt-get", "exit 1")
            .Suite("A", passed: 1, trait: "Needs=hare")
            .Run();

        Assert.Equal((0, "1 passed, 0 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.DoesNotContain("installing", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_installed_the_tests_are_named_and_counted_as_skipped()
    {
        var outcome = await _stage.Needs("hare hare-server hared server").Suite("A", passed: 1, trait: "Needs=hare").Run();

        Assert.Equal((0, "1 passed, 0 failed, 1 skipped"), (outcome.Exit, outcome.LastLine));
        Assert.Contains("hared (package hare-server) is missing", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_need_that_the_table_does_not_know_fails_the_run()
    {
        var outcome = await _stage.Suite("A", passed: 1, trait: "Needs=unheard").Run();

        Assert.Equal((1, "1 passed, 1 failed, 0 skipped"), (outcome.Exit, outcome.LastLine));
    }

    [Theory]
    [InlineData("", "-trait- Category=Long", 1)]
    [InlineData("long", "-noColor", 0)]
    public async Task Tests_that_take_minutes_run_under_long_only(string mode, string seen, int skipped)
    {
        var outcome = await _stage.Suite("A", passed: 1, trait: "Category=Long").Run(mode.Length == 0 ? [] : [mode]);

        Assert.Equal($"1 passed, 0 failed, {skipped} skipped", outcome.LastLine);
        Assert.Contains(seen, _stage.Calls(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Benchmarks_count_like_tests_and_quick_names_them()
    {
        _stage.Suite("A", passed: 1).Suite("B", "echo 'Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0'", folder: "bench");

        Assert.Equal("6 passed, 0 failed, 0 skipped", (await _stage.Run()).LastLine);
        Assert.Contains("B: quick runs no benchmarks", (await _stage.Run("quick")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("slow", 64)]
    [InlineData("quick long", 64)]
    [InlineData("--filter", 64)]
    [InlineData("--filter=", 64)]
    public async Task Usage_is_told_and_wrong_usage_ends_with_64(string arguments, int exit)
    {
        var outcome = await _stage.Run(arguments.Split(' '));

        Assert.Equal(exit, outcome.Exit);
        Assert.Contains("./test.sh", outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
