using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huoshui.Operations.Backup;

/// <summary>What a backup holds. It is the archive's last entry: an archive that was cut off has none.</summary>
/// <param name="Format">Version of the archive's layout.</param>
/// <param name="TakenAt">The point in time of the database.</param>
/// <param name="Database"><c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="AuditEntries">Entries of the audit log.</param>
/// <param name="AuditHead">Hash of the last one: kept here, it shows when somebody cuts the log off later.</param>
/// <param name="Files">Every other entry.</param>
public sealed record BackupManifest(
    int Format, DateTimeOffset TakenAt, string Database, long AuditEntries, string AuditHead, IReadOnlyList<BackupFile> Files)
{
    /// <summary>The first audit entry at which the chain did not hold when the backup was made; null if it
    /// held.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AuditBroken { get; init; }

    /// <summary>Audit numbers that were noted as having no row.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long AuditMissing { get; init; }

    internal const string EntryName = "manifest.json";
    internal const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    internal static BackupManifest FromJson(Stream json) =>
        JsonSerializer.Deserialize<BackupManifest>(json, Json) ?? throw new BackupException("清单是空的；请用另一份备份", "the manifest is empty; use another backup");
}

/// <summary>One file of a backup.</summary>
/// <param name="Path">Relative to the data folder, with <c>/</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256);

/// <summary>A backup or restore cannot be done. Nothing was changed.</summary>
/// <param name="zh">Why, and what to do, in Chinese.</param>
/// <param name="en">The same in English.</param>
/// <param name="inner">What led to it.</param>
public sealed class BackupException(string zh, string en, Exception? inner = null) : Exception($"{zh} / {en}", inner);
