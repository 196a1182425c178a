namespace Huoshui.Systems.Returns;

/// <summary>回执: what was certified, by hashes that anybody with the files can compute again. Never changed.</summary>
public sealed class FilingReceipt
{
    /// <summary>The version that it is about.</summary>
    public required Guid VersionId { get; init; }

    /// <summary>The filing.</summary>
    public required Guid FilingId { get; init; }

    /// <summary>Number of the version.</summary>
    public required int VersionNumber { get; init; }

    /// <summary>SHA-256 over the lines <c>table state rows sha256-of-raw-files</c>, sorted by table; lower-case
    /// hex.</summary>
    public required string FilesSha256 { get; init; }

    /// <summary>Hash of the rules that ran.</summary>
    public required string ChecksHash { get; init; }

    /// <summary>SHA-256 of the findings.</summary>
    public required string FindingsSha256 { get; init; }

    /// <summary>填报人, 复核人 and 签发人, by account name, joined by commas.</summary>
    public required string People { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>SHA-256 over all of the above in order, one a line; lower-case hex. This is what goes into the
    /// log.</summary>
    public required string Sha256 { get; init; }
}
