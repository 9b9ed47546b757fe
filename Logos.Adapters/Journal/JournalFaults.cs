using Logos.Adapters.Faults;

namespace Logos.Adapters.Journal;

/// <summary>The words of every failure.</summary>
internal static class JournalFaults
{
    private const string Restore = "Restore the folder from a backup; `logos data check DIR` shows what can still be read.";

    public static JournalException Damaged(string file, long offset, long lsn, string evidence) =>
        new(new(AdaptersCodes.JournalDamaged, $"Record {lsn} in {file} is damaged at byte {offset}: {evidence}.") { Path = file, Hint = Restore })
        {
            Offset = offset,
            Lsn = lsn,
        };

    public static JournalException NoRecord(string file, long offset) =>
        new(new(AdaptersCodes.JournalDamaged, $"No record begins at byte {offset} of {file}: the position is wrong, or the record is damaged.") { Path = file, Hint = Restore }) { Offset = offset };

    public static JournalException Missing(string folder, string what) =>
        new(new(AdaptersCodes.JournalFileMissing, $"The journal in {folder} is incomplete: {what}.") { Hint = "Bring the missing file back, or restore the folder from a backup." });

    public static JournalException BadHeader(string file) =>
        new(new(AdaptersCodes.JournalHeaderDamaged, $"The head of {file} is damaged, or it is not a file of a journal.") { Path = file, Hint = Restore }) { Offset = 0 };

    public static JournalException NoSnapshot(string folder, string newest) =>
        new(new(AdaptersCodes.JournalSnapshotsDamaged, $"No snapshot in {folder} can be read, and the records before them are gone.") { Path = newest, Hint = Restore });

    public static JournalException BadSnapshot(string file, long offset) =>
        new(new(AdaptersCodes.JournalSnapshotsDamaged, $"The snapshot {file} is damaged at byte {offset}.") { Path = file, Hint = Restore }) { Offset = offset };

    public static JournalException StrangeSnapshot(string file, string what) =>
        new(new(AdaptersCodes.JournalSnapshotsDamaged, $"The snapshot {file} cannot be used: {what}.") { Path = file, Hint = Restore });

    public static JournalException Newer(string file, uint version) =>
        new(new(AdaptersCodes.JournalNewerFormat, $"{file} has format {version}; this version reads format {FileHeader.CurrentVersion}.")
        {
            Path = file,
            Hint = "Start the version that wrote it, or a later one.",
        });

    public static JournalException NewerRecord(JournalPosition at, byte format, byte known) =>
        new(new(AdaptersCodes.JournalNewerFormat, $"The record at {at} has format {format}; this version reads formats up to {known}.")
        {
            Path = FileNames.Segment(at.Segment),
            Hint = "Start the version that wrote it, or a later one.",
        })
        { Offset = at.Offset };

    public static JournalException UnknownRecord(JournalPosition at, byte kind) =>
        new(new(AdaptersCodes.JournalDamaged, $"The record at {at} is of kind {kind}, which does not exist.") { Path = FileNames.Segment(at.Segment), Hint = Restore }) { Offset = at.Offset };

    public static JournalException Foreign(string file, Guid found, Guid expected) =>
        new(new(AdaptersCodes.JournalForeignFile, $"{file} belongs to the journal {found}, its neighbours to {expected}.") { Path = file, Hint = "Move it out of the folder." });

    public static JournalException InUse(string folder, FolderInUseException e) =>
        new(new(AdaptersCodes.JournalInUse, $"The journal in {folder} is in use by {e.Owner}.") { Path = folder, Hint = "Stop that process, or choose another folder." }, e);

    public static JournalException NotWritable(string folder, Exception e) =>
        new(new(AdaptersCodes.JournalNotWritable, $"The journal's folder {folder} cannot be written: {e.Message}") { Path = folder, Hint = "Give this user the right to write it, or choose another folder." }, e);

    public static JournalException Unreadable(string folder, Exception e) =>
        new(new(AdaptersCodes.JournalFailed, $"The disk failed while the journal in {folder} was opened: {e.Message}") { Path = folder, Hint = "Look after the disk, then start again." }, e);

    public static JournalException DiskFull(string folder, Exception e) =>
        new(new(AdaptersCodes.JournalDiskFull, $"The disk is full; nothing was recorded in {folder}.") { Path = folder, Hint = "Free space; no restart is needed." }, e);

    public static JournalException NoRoomToOpen(string folder, Exception e) =>
        new(new(AdaptersCodes.JournalDiskFull, $"The disk is full; the journal in {folder} was not opened.") { Path = folder, Hint = "Free space, then start again." }, e);

    public static JournalException Failed(string folder, Exception e) =>
        new(new(AdaptersCodes.JournalFailed, $"The journal in {folder} takes no more records, since the disk failed: {e.Message}") { Path = folder, Hint = "Look after the disk, then restart; what was acknowledged is read back." }, e);

    public static JournalException TooLarge(long length) =>
        new(new(AdaptersCodes.JournalRecordTooLarge, $"A record of {length} bytes is larger than the {RecordFormat.LargestPayload} that the journal takes."));

    public static JournalException Gone(JournalPosition position) =>
        new(new(AdaptersCodes.JournalRecordGone, $"The journal holds no record at {position}."));
}
