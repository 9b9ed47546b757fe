using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Logos.Scenarios.Faults;

/// <summary>
/// Stands between the services and PostgreSQL, and reads what they ask, so that it can cut a connection at the worst
/// moment: once an owner's commit was sent whole, and before its answer is passed on.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private const int AskForTls = 80877103;
    private const int AskForGss = 80877104;

    private static readonly byte[] Commit = "select fence_commit("u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int> _to;
    private readonly Task _running;
    private int _armed;
    private int _cuts;

    /// <param name="to">The port of the server.</param>
    public Wire(Func<int> to)
    {
        _to = to;
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often a commit's answer was kept back, and its connection cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>The next so many commits lose their connection. Of every other one the server has answered by then.</summary>
    public void CutNext(int commits) => Interlocked.Add(ref _armed, commits);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _to(), _stop.Token);
                client.NoDelay = server.NoDelay = true;
                var answers = new Answers();
                await await Task.WhenAny(AskAsync(client.GetStream(), server.GetStream(), answers), AnswerAsync(server.GetStream(), client.GetStream(), answers));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One of both is gone: so is the other.
            }
        }
    }

    private async Task AskAsync(NetworkStream client, NetworkStream server, Answers answers)
    {
        var commits = new HashSet<string>(StringComparer.Ordinal);
        // What comes first has no letter before its length: the question whether it may be encrypted, and then the beginning.
        var first = await ReadAsync(client, 0);
        for (; BinaryPrimitives.ReadInt32BigEndian(first.AsSpan(4)) is AskForTls or AskForGss; first = await ReadAsync(client, 0))
            await server.WriteAsync(first, _stop.Token);
        await server.WriteAsync(first, _stop.Token);
        var isCut = false;
        while (true)
        {
            var message = await ReadAsync(client, 1);
            switch ((char)message[0])
            {
                case 'P' when message.AsSpan().IndexOf(Commit) >= 0:
                    commits.Add(Text(message, 5));
                    break;
                // The portal's name stands before that of the statement.
                case 'B' when commits.Contains(Text(message, 5 + Text(message, 5).Length + 1)) && !isCut && TakeOne():
                    isCut = true;
                    answers.Hold();
                    break;
            }

            await server.WriteAsync(message, _stop.Token);
            if (!isCut || message[0] != 'S')
                continue;
            if (Interlocked.Increment(ref _cuts) % 2 == 0)
                await answers.HasCome.WaitAsync(_stop.Token);
            return;
        }
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client, Answers answers)
    {
        var buffer = new byte[64 * 1024];
        while (await server.ReadAsync(buffer, _stop.Token) is var read and > 0)
        {
            if (!answers.Take())
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
            await client.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    private bool TakeOne()
    {
        while (Volatile.Read(ref _armed) is var armed and > 0)
        {
            if (Interlocked.CompareExchange(ref _armed, armed - 1, armed) == armed)
                return true;
        }

        return false;
    }

    private async Task<byte[]> ReadAsync(NetworkStream from, int letters)
    {
        var head = new byte[letters + 4];
        await from.ReadExactlyAsync(head, _stop.Token);
        var message = new byte[letters + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(letters))];
        head.CopyTo(message, 0);
        await from.ReadExactlyAsync(message.AsMemory(head.Length), _stop.Token);
        return message;
    }

    private static string Text(byte[] message, int from) => Encoding.UTF8.GetString(message, from, Array.IndexOf(message, (byte)0, from) - from);

    private sealed class Answers
    {
        private readonly TaskCompletionSource _come = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isHeld;

        public Task HasCome => _come.Task;

        public void Hold() => _isHeld = true;

        /// <returns>False for one that is kept back.</returns>
        public bool Take()
        {
            if (_isHeld)
                _come.TrySetResult();
            return !_isHeld;
        }
    }
}
