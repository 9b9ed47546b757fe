namespace Logos.Cli.Cluster.Parts;

/// <summary>
/// A shell above a server: it hands on what it reads as a signal, and when nothing is left to read, since whoever started
/// it is gone however that came about, it ends the server by itself.
/// </summary>
/// <param name="Signal">What ends the server in an orderly way.</param>
/// <param name="Mark">The file that says which shell it is, for as long as it is there.</param>
internal sealed record Guard(string Signal, string Mark)
{
    // The server has no standard input, so that the shell's is nobody's but its own.
    private const string Script = """
        signal=$1 mark=$2
        shift 2
        echo $$ > "$mark"
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        (
            while read -r asked <&3; do kill -"$asked" $server 2>/dev/null; done
            kill -"$signal" $server 2>/dev/null
            tries=0
            while kill -0 $server 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
            kill -KILL $server 2>/dev/null
        ) &
        watch=$!
        exec 2>/dev/null
        wait $server
        code=$?
        kill $watch 2>/dev/null
        rm -f "$mark"
        exit $code
        """;

    public (string Program, IReadOnlyList<string> Arguments) Over(string program, IEnumerable<string> arguments) =>
        ("/bin/sh", ["-c", Script, "logos-guard", Signal, Mark, program, .. arguments]);
}
