using Logos.ServiceDefaults.Terminals;
using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Logs;

/// <summary>Logs on standard error, each a line: written in one piece, so that no other stands within it.</summary>
public sealed class ErrorStreamLogs(TextWriter error, Ink ink, TimeProvider clock, LogFormat format) : ILoggerProvider, ISupportExternalScope
{
    private readonly Lock _writing = new();
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private void Write(LogEntry entry)
    {
        var line = format == LogFormat.Json ? entry.ToJson(_scopes) : entry.ToLine(ink, _scopes);
        lock (_writing)
        {
            error.Write(line);
            error.Flush();
        }
    }

    private sealed class Logger(ErrorStreamLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Write(new(logs.Clock.GetUtcNow(), logLevel, category, eventId.Id, formatter(state, exception), exception) { Members = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [] });
    }

    private TimeProvider Clock => clock;
}
