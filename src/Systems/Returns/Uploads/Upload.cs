namespace Huoshui.Systems.Returns.Uploads;

/// <summary>Where an upload stands.</summary>
public enum UploadState
{
    /// <summary>接收中: bytes are still to come.</summary>
    Receiving,

    /// <summary>待处理: all bytes are here; staging waits in the queue.</summary>
    Waiting,

    /// <summary>处理中: staged and checked right now.</summary>
    Working,

    /// <summary>已完成: the tables are in the filing.</summary>
    Done,

    /// <summary>未采用: refused; the message says why.</summary>
    Refused,
}

/// <summary>上传: one file on its way into a filing. Its bytes stand under <c>uploads/</c> of the data folder.</summary>
public sealed class Upload
{
    /// <summary>Sortable; also the name of the bytes.</summary>
    public required Guid Id { get; init; }

    /// <summary>The filing.</summary>
    public required Guid FilingId { get; init; }

    /// <summary>机构ID of the filing: scope.</summary>
    public required string InstitutionId { get; init; }

    /// <summary>Account name of the sender.</summary>
    public required string Account { get; init; }

    /// <summary>File name as the sender gave it, without folders.</summary>
    public required string Name { get; init; }

    /// <summary>Total length, bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Opened, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an unfinished upload is thrown away, UTC; moves on with each part.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Where it stands.</summary>
    public UploadState State { get; set; }

    /// <summary>The job that stages it; null before.</summary>
    public Guid? JobId { get; set; }

    /// <summary>What came of it, zh and en as <c>zh\nen</c>; null before the end.</summary>
    public string? Message { get; set; }
}
