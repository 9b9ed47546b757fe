using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Running;

public sealed class SecretTests
{
    private const string Token = "s3cr3t/+\"token\"-0123456789";

    private readonly Worker _worker = new();

    public SecretTests() => _worker.Secrets["TOKEN"] = Token;

    [Fact]
    public async Task A_secret_reaches_the_handler_and_nothing_that_leaves_it()
    {
        var told = new List<string>();
        string? seen = null;
        _worker.With("leak", context =>
        {
            seen = context.With["token"].AsString();
            context.Progress(ValueMap.From([new("at", $"using {seen}")]));
            context.Beat(seen);
            return ValueMap.From([new("echo", $"Bearer {seen}!"), new("quoted", Value.From(seen).ToJson()), new("n", 1)]) is var map ? (Value)map : default;
        });
        var watch = new TaskWatch { Progress = (_, value) => told.Add(value.ToJson()), Beat = (_, value) => told.Add(value.ToJson()) };

        var steps = await _worker.RunAsync("a: { type: leak, with: { token: '${{ secrets.TOKEN }}', header: 'Bearer ${{ secrets.TOKEN }}' } }", watch: watch);

        Assert.Equal(Token, seen);
        Assert.Equal("""{"echo":"Bearer ***!","quoted":"\"***\"","n":1}""", Worker.Output(steps[0]).ToJson());
        Assert.Equal("""{"token":"***","header":"Bearer ***"}""", steps[0].Input!.Read().ToJson());
        Assert.Equal(["""{"at":"using ***"}""", "\"***\""], told);
    }

    [Fact]
    public async Task A_secret_shows_in_no_failure()
    {
        _worker.With("fail", context => new Failure(WorkersCodes.Rejected, FailureKind.Permanent, $"no {context.With["token"].AsString()}"));
        _worker.With("throw", context => throw new InvalidOperationException($"bad {context.With["token"].AsString()}"));
        _worker.With("take", _ => Value.Null);

        Assert.Equal("no ***", (await _worker.FailureAsync("a: { type: fail, with: { token: '${{ secrets.TOKEN }}' } }")).Message);
        Assert.Equal("the handler failed: InvalidOperationException: bad ***", (await _worker.FailureAsync("a: { type: throw, with: { token: '${{ secrets.TOKEN }}' } }")).Message);
        var evaluation = (await _worker.FailureAsync("a: { type: take, with: { token: '${{ (inputs.x ?? secrets.TOKEN) * 2 }}' } }")).Message;
        Assert.DoesNotContain("s3cr3t", evaluation, StringComparison.Ordinal);
        Assert.Contains("***", evaluation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_does_not_exist_fails_the_node_and_is_named()
    {
        _worker.With("take", _ => Value.Null);

        var failure = await _worker.FailureAsync("a: { type: take, with: { token: '${{ secrets.OTHER }}' } }");

        Assert.Equal(new(WorkersCodes.MissingSecret, FailureKind.Permanent, "there is no secret `OTHER`"), failure);
    }

    [Fact]
    public void What_a_type_takes_as_a_secret_is_masked_wherever_it_came_from()
    {
        var with = ValueJson.Parse("""{"url":"https://example.com","headers":{"X-Api-Key":"abc","Accept":"text/plain"},"auth":{"bearer":"abc"},"body":{"headers":{"cookie":"x"}}}""");

        var input = Masker.None.MaskInput(with, NodeTypeRegistry.BuiltIn.Find("http")!);

        Assert.Equal("""{"url":"https://example.com","headers":{"X-Api-Key":"***","Accept":"text/plain"},"auth":{"bearer":"***"},"body":{"headers":{"cookie":"***"}}}""", input.ToJson());
    }

    [Theory]
    [InlineData("plain s3cr3t/+\"token\"-0123456789 text")]
    [InlineData("""json s3cr3t/+\"token\"-0123456789 text""")]
    [InlineData("json s3cr3t/\\u002B\\u0022token\\u0022-0123456789 text")]
    [InlineData("query?k=s3cr3t%2F%2B%22token%22-0123456789&x=1")]
    public void The_usual_forms_of_a_secret_are_masked(string text) =>
        Assert.DoesNotContain("0123456789", new Masker([Token]).Mask(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("u:")]
    [InlineData("me:")]
    [InlineData("name:")]
    public void A_secret_inside_base64_is_masked(string before)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Token));

        var masked = new Masker([Token]).Mask("Basic " + text);

        Assert.Contains("***", masked, StringComparison.Ordinal);
        // At most the characters that are shared with what stands beside it are left.
        Assert.True(masked.Length <= "Basic ***".Length + ((before.Length + 2) * 4 / 3) + 4, masked);
    }

    [Theory]
    [InlineData("it was \"s3cr3t/+…", "it was \"***…")]
    [InlineData("s3cr… and s3cr3t/…", "***… and ***…")]
    [InlineData("s3c… is too little to tell", "s3c… is too little to tell")]
    [InlineData("nothing… here", "nothing… here")]
    public void What_is_left_of_a_secret_that_was_cut_off_is_masked(string text, string expected) =>
        Assert.Equal(expected, new Masker([Token]).Mask(text));

    [Fact]
    public void No_text_shows_a_secret_wherever_it_stands_and_wherever_it_is_cut_off()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<byte>(), (before, core, cut) =>
        {
            var secret = $"K{core.Get.Replace('*', '+').Replace('…', '-')}Z9q7";
            var masker = new Masker([secret]);
            var shown = 4 + (cut % secret.Length);
            var whole = masker.Mask(before.Get + secret + before.Get);
            var part = masker.Mask(before.Get + secret[..Math.Min(shown, secret.Length)] + "…");
            return !whole.Contains(secret, StringComparison.Ordinal) && part.EndsWith("***…", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("upper(secrets.TOKEN)", "***")]
    [InlineData("lower(secrets.TOKEN)", "***")]
    [InlineData("trim(' ' + upper(secrets.TOKEN) + ' ')", "***")]
    [InlineData("hash(secrets.TOKEN)", "***")]
    [InlineData("hash(lower(secrets.TOKEN))", "***")]
    [InlineData("'a ' + upper(secrets.TOKEN) + ' b'", "a *** b")]
    [InlineData("json(split(upper(secrets.TOKEN), '|'))", """["***"]""")]
    public async Task What_an_expression_makes_of_a_secret_is_masked(string expression, string expected)
    {
        _worker.With("echo", context => context.With);

        var steps = await _worker.RunAsync($$$"""a: { type: echo, with: { t: "${{ {{{expression}}} }}" } }""");

        Assert.Equal(expected, Worker.Output(steps[0])["t"].AsString());
        Assert.Equal(expected, steps[0].Input!.Read()["t"].AsString());
    }

    [Fact]
    public void A_secret_is_masked_in_every_writing_and_case()
    {
        const string Secret = "Ünder<Cover>&'Agent' 007/+\"x\"";
        var masker = new Masker([Secret]);

        foreach (var text in new[] { Secret, Secret.ToUpperInvariant(), Secret.ToLowerInvariant() })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            string[] forms =
            [
                text, Convert.ToBase64String(bytes), System.Buffers.Text.Base64Url.EncodeToString(bytes), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), Uri.EscapeDataString(text), Uri.EscapeDataString(text).Replace("%3C", "%3c", StringComparison.Ordinal),
                System.Net.WebUtility.UrlEncode(text), System.Net.WebUtility.HtmlEncode(text), System.Text.Encodings.Web.HtmlEncoder.Default.Encode(text),
                System.Text.Json.JsonSerializer.Serialize(text), Value.From(text).ToJson(),
            ];
            foreach (var form in forms)
            {
                var masked = masker.Mask($"<<{form}>>");
                // Of Base64, the characters at its end that it shares with what would follow.
                Assert.Matches("""^<<"?\*\*\*.{0,4}>>$""", masked);
            }
        }
    }

    [Fact]
    public void A_short_secret_is_masked_where_it_stands_alone_and_leaves_other_texts_readable()
    {
        var masker = new Masker(["on"]);

        Assert.Equal("***", masker.Mask("on"));
        Assert.Equal("***", masker.Mask("ON"));
        Assert.Equal("its hash is ***", masker.Mask($"its hash is {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("on"u8))}"));
        Assert.Equal("connection", masker.Mask("connection"));
        Assert.Equal("cut on…", masker.Mask("cut on…"));
    }

    [Fact]
    public void Each_line_of_a_long_secret_is_masked()
    {
        var masker = new Masker(["-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n"]);

        Assert.Equal("line 3: ***", masker.Mask("line 3: hkiG9w0BAQEFAASC"));
    }

    [Fact]
    public void A_secret_number_is_masked_as_a_number() =>
        Assert.Equal("""{"pin":"***","n":4712}""", new Masker(["4711"]).Mask(ValueJson.Parse("""{"pin":4711,"n":4712}""")).ToJson());
}
