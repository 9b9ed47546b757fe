using Logos.Rules.Faults;

namespace Logos.Adapters.Faults;

/// <summary>Every code of the adapters: the journal and the files beside it, and PostgreSQL (40xx).</summary>
public static class AdaptersCodes
{
    public const string JournalDamaged = "LGS4001";
    public const string JournalFileMissing = "LGS4002";
    public const string JournalHeaderDamaged = "LGS4003";
    public const string JournalSnapshotsDamaged = "LGS4004";
    public const string JournalNewerFormat = "LGS4005";
    public const string JournalForeignFile = "LGS4006";
    public const string JournalInUse = "LGS4007";
    public const string JournalNotWritable = "LGS4008";
    public const string JournalDiskFull = "LGS4009";
    public const string JournalFailed = "LGS4010";
    public const string JournalRecordTooLarge = "LGS4011";
    public const string JournalRecordGone = "LGS4012";
    public const string KeyFileMissing = "LGS4020";
    public const string KeyFileOpenToOthers = "LGS4021";
    public const string KeyFileUnreadable = "LGS4022";

    public const string DatabaseAway = "LGS4030";
    public const string DatabaseRefuses = "LGS4031";
    public const string DatabaseNewer = "LGS4032";
    public const string DatabaseAddress = "LGS4033";
    public const string DatabaseSetting = "LGS4034";

    public const string BlobsAway = "LGS4050";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(JournalDamaged, "A record in the journal is damaged", "The message names file and offset. The record had been safe on the disk, so that this is no torn tail: bytes changed at rest. Look after the disk, then restore the folder from a backup; `logos data check DIR` shows what can still be read."),
        new(JournalFileMissing, "A file of the journal is missing", "Files were deleted or only partly copied. Bring the named file back, or restore the whole folder from a backup; the files of a journal belong together."),
        new(JournalHeaderDamaged, "The head of a journal file is damaged", "The first 64 bytes of the named file do not hold what they should: bytes changed at rest, or it is not a file of a journal. Restore the folder from a backup."),
        new(JournalSnapshotsDamaged, "No snapshot of the journal can be read", "All snapshots are damaged, and the records from before them were deleted when they were written. Look after the disk, then restore the folder from a backup."),
        new(JournalNewerFormat, "The journal was written by a newer version", "Start the version of Logos that wrote it, or a later one. Nothing was changed."),
        new(JournalForeignFile, "A file belongs to another journal", "Files of two journals were mixed in one folder. Move the named file out, or restore the folder from a backup."),
        new(JournalInUse, "Another process has the journal open", "One process may use a folder at a time. Stop the process that the message names, or give this one a folder of its own."),
        new(JournalNotWritable, "The journal's folder cannot be written", "Give the user that Logos runs as the right to read and write the folder, or name another one; a read-only file system will not do."),
        new(JournalDiskFull, "The disk is full", "Nothing was recorded, and what was recorded before is safe and can be read. Free space; the next append succeeds without a restart."),
        new(JournalFailed, "The disk failed under the journal", "A write or a sync failed, after which nobody can say what the disk holds; so nothing more is written until the journal is opened anew. Look after the disk, then restart: everything that was acknowledged is read back."),
        new(JournalRecordTooLarge, "A record is too large for the journal", "A record holds up to 64 MiB. Put large values into blobs and record their keys."),
        new(DatabaseAway, "PostgreSQL cannot be reached", "The message tells what the connection came to. Look whether the server runs, and whether host, port and TLS settings are right. What is running waits, and goes on by itself."),
        new(DatabaseRefuses, "PostgreSQL refuses what it was asked", "The message is the server's own. Mostly the user, the password or the database's name is wrong, or the user may not create tables in the schema."),
        new(DatabaseNewer, "The database was migrated by a newer version", "Start the version of Logos that migrated it, or a later one. Nothing was changed."),
        new(DatabaseAddress, "The address of PostgreSQL cannot be read", "It is written `Host=…;Username=…;Password=…;Database=…`, or postgres://user:password@host:port/database."),
        new(DatabaseSetting, "A setting of PostgreSQL is wrong", "The message names it, below `Store`, and says what it takes. docs/operations.md lists them, and tells how many connections a server needs."),
        new(BlobsAway, "The files of large values cannot be reached", "They are in the folder `blobs` beside the journal. The message tells what the disk says; look after it, and after the rights of the user that Logos runs as, then try again. Nothing was recorded."),
        new(JournalRecordGone, "The journal no longer holds this record", "It was below the older of the two kept snapshots and was deleted with its segment. Ask for records that retention keeps."),
        new(KeyFileMissing, "The key file is missing", "Secrets were sealed with the keys in it, and cannot be read without them. Bring the file back from where it is kept. If it is lost, so are the secrets: put a file with a new key in its place (the hint says how), start, and give secrets, connections and webhooks anew."),
        new(KeyFileOpenToOthers, "The key file can be used by others", "It holds the keys of all secrets, and is for the user alone that Logos runs as: `chmod 600`. When others may have read it, give the secrets anew."),
        new(KeyFileUnreadable, "The key file cannot be read", "It belongs to the user that Logos runs as, and has a line for each key: its id, and 32 bytes in base64, the newest first."),
    ];
}
