using Logos.Adapters.Faults;
using Logos.Adapters.Postgres;
using Logos.Cli.Application;
using Logos.Core.Orchestration;
using Logos.Rules.Faults;

namespace Logos.Cli.Databases;

/// <summary>Why a database cannot be worked with, in words, and what the command ends with.</summary>
internal static class DatabaseFaults
{
    public static (Fault Fault, int Code)? Of(Exception exception) => exception switch
    {
        // What cannot be read may hold a password: it is not repeated.
        ArgumentException => (new(AdaptersCodes.DatabaseAddress, "the address of PostgreSQL cannot be read") { Hint = "write Host=…;Username=…;Database=…, or postgres://user:password@host:port/database" }, ExitCode.InputAtFault),
        PostgresRefusedException { IsNewer: true } newer => (new(AdaptersCodes.DatabaseNewer, newer.Message), ExitCode.InputAtFault),
        PostgresRefusedException refused => (new(AdaptersCodes.DatabaseRefuses, refused.Message), ExitCode.RunFailed),
        StoreUnavailableException away => (new(AdaptersCodes.DatabaseAway, away.Message), ExitCode.RunFailed),
        _ => null,
    };
}
