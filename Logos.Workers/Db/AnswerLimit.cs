using System.Globalization;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db;

/// <summary>What an answer may come to. What is more is a failure: a part of it would look like all of it.</summary>
internal sealed class AnswerLimit
{
    private readonly long _maxRows;
    private readonly long _maxBytes;
    private long _bytes;

    private AnswerLimit(long maxRows, long maxBytes) => (_maxRows, _maxBytes) = (maxRows, maxBytes);

    public static AnswerLimit Of(Value with) => new(Number(with["max_rows"], 10_000), Number(with["max_bytes"], 16 * 1024 * 1024));

    public long MaxRows => _maxRows;

    /// <exception cref="FailureException">That is too many.</exception>
    public void Rows(long rows)
    {
        if (rows > _maxRows)
            throw FailureException.Permanent(WorkersCodes.TooMuch, $"the statement yields more than {_maxRows.ToString(CultureInfo.InvariantCulture)} rows: ask for fewer (`limit`, `where`), or set `max_rows`");
    }

    /// <summary>Counts what is about to be taken.</summary>
    /// <exception cref="FailureException">That is too much.</exception>
    public void Take(long bytes)
    {
        Expect(bytes);
        _bytes += bytes;
    }

    /// <summary>Before what will be taken is here.</summary>
    /// <exception cref="FailureException">It will be too much.</exception>
    public void Expect(long bytes)
    {
        if (_bytes + bytes > _maxBytes)
            throw FailureException.Permanent(WorkersCodes.TooMuch, $"the answer is larger than {_maxBytes.ToString(CultureInfo.InvariantCulture)} bytes: ask for less, or set `max_bytes`");
    }

    private static long Number(Value given, long standard) => given.TryGetInt64(out var number) ? number : standard;
}
