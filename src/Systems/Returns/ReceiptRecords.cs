using System.Globalization;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>Receipts, as the act <c>filing.receipt</c> states them.</summary>
public sealed class ReceiptRecords : StatedRecords<FilingReceipt>
{
    /// <summary>The act.</summary>
    public const string ActionName = "filing.receipt";

    /// <summary>What changes in the table is looked at.</summary>
    public static readonly AuditedTable Table =
        new("FilingReceipts", "'filing/' || lower(cast({row}.\"FilingId\" as varchar))");

    /// <inheritdoc />
    public override string Action => ActionName;

    /// <inheritdoc />
    public override string Noun => "filing";

    /// <summary>Records the receipt in the audit log, in the same save.</summary>
    internal static void Audit(OperationsContext context, FilingReceipt receipt, string actor) =>
        context.Audit(actor, ActionName, Subject(receipt), Stated(receipt));

    /// <summary>How the act of one version is told from those of others.</summary>
    internal static string Mark(FilingReceipt receipt) => $"\"id\":\"{receipt.VersionId}\"";

    internal static string Subject(FilingReceipt receipt) => Subject(receipt.FilingId);

    private static string Subject(Guid filing) => $"filing/{filing}";

    /// <inheritdoc />
    protected override async Task<List<FilingReceipt>> FindAsync(
        OperationsContext context, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(subjects);
        var filings = subjects.Select(s => Guid.TryParse(s.AsSpan("filing/".Length), out var id) ? id : Guid.Empty)
            .ToList();
        return await context.Set<FilingReceipt>().AsNoTracking().Where(r => filings.Contains(r.FilingId))
            .ToListAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override IAsyncEnumerable<string> SubjectsAsync(OperationsContext context, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Set<FilingReceipt>().AsNoTracking().Where(r => r.IssuedAt >= since).Select(r => r.FilingId)
            .AsAsyncEnumerable().Select(Subject);
    }

    /// <inheritdoc />
    protected override string SubjectOf(FilingReceipt row) => Subject(row);

    /// <inheritdoc />
    protected override DateTimeOffset MadeAt(FilingReceipt row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.IssuedAt;
    }

    /// <inheritdoc />
    protected override object Statement(FilingReceipt row) => Stated(row);

    private static object Stated(FilingReceipt receipt) => new
    {
        id = receipt.VersionId,
        version = receipt.VersionNumber,
        receipt = receipt.Sha256,
        files = receipt.FilesSha256,
        checks = receipt.ChecksHash,
        findings = receipt.FindingsSha256,
        people = receipt.People,
        issuedAt = receipt.IssuedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
    };
}
