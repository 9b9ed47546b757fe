namespace Logos.Adapters.Postgres.Migrations;

/// <summary>A later version of Logos has migrated the database; what it holds may mean something else by now.</summary>
public sealed class NewerDatabaseException(int found, int known)
    : Exception($"The database is at migration {found}, and this version of Logos knows {known}: start the version that migrated it, or a later one. Nothing was changed.");
