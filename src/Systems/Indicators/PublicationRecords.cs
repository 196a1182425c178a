using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Indicators;

/// <summary>
/// Published values, as the act <c>figure.published</c> states them. The act names no person, so that its proof may be
/// given to everybody; who decided stands in <c>figure.publish</c>. Its end, a revision or a withdrawal, is stated by
/// the act <c>figure.ended</c>.
/// </summary>
public sealed class PublicationRecords : StatedRecords<FigurePublication>
{
    /// <summary>The act.</summary>
    public const string ActionName = "figure.published";

    /// <summary>The act that states that it no longer stands.</summary>
    public const string EndedName = "figure.ended";

    /// <summary>What changes in the table is looked at.</summary>
    public static readonly AuditedTable Table =
        new("FigurePublications", "'figure/' || {row}.\"FigureId\" || '/' || cast({row}.\"AsOf\" as varchar)");

    private const string Platform = "自动";
    private const int PartsOfSubject = 3;
    private const int NonceBytes = 16;

    /// <inheritdoc />
    public override string Action => ActionName;

    /// <inheritdoc />
    protected override string? LaterAction => EndedName;

    /// <inheritdoc />
    public override string Noun => "figure";

    /// <summary>Records a published value in the audit log, in the same save.</summary>
    internal static void Audit(OperationsContext context, FigurePublication publication) =>
        context.Audit(Platform, ActionName, Subject(publication), Stated(publication));

    /// <summary>Records that a published value was revised or withdrawn, in the same save.</summary>
    internal static void AuditEnd(OperationsContext context, FigurePublication publication) =>
        context.Audit(Platform, EndedName, Subject(publication), Stated(publication));

    /// <summary>What the act before the one without a person holds besides: the proof shows its hash to everybody, who
    /// would otherwise find out by trial who decided, and why.</summary>
    internal static string Nonce() => Convert.ToHexString(RandomNumberGenerator.GetBytes(NonceBytes));

    internal static string Subject(FigurePublication p) => Subject(p.FigureId, p.AsOf);

    /// <summary>How the act of one publication is told from those of others.</summary>
    internal static string Mark(FigurePublication publication) => $"\"id\":\"{publication.Id}\"";

    /// <inheritdoc />
    protected override async Task<List<FigurePublication>> FindAsync(
        OperationsContext context, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(subjects);
        var figures = subjects.Select(s => s.Split('/')).Where(parts => parts.Length == PartsOfSubject)
            .Select(parts => parts[1]).ToHashSet(StringComparer.Ordinal);
        var rows = await Published(context).Where(p => figures.Contains(p.FigureId)).ToListAsync(cancellationToken);
        return [.. rows.Where(p => subjects.Contains(Subject(p)))];
    }

    /// <inheritdoc />
    protected override IAsyncEnumerable<string> SubjectsAsync(OperationsContext context, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Published(context).Where(p => p.DecidedAt == null || p.DecidedAt >= since)
            .Select(p => new { p.FigureId, p.AsOf }).AsAsyncEnumerable().Select(p => Subject(p.FigureId, p.AsOf));
    }

    /// <inheritdoc />
    protected override string SubjectOf(FigurePublication row) => Subject(row);

    /// <inheritdoc />
    protected override DateTimeOffset MadeAt(FigurePublication row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.DecidedAt ?? DateTimeOffset.MaxValue; // published without a decision: nobody published it
    }

    /// <inheritdoc />
    protected override object Statement(FigurePublication row) => Stated(row);

    private static string Subject(string figure, DateOnly asOf) => $"figure/{figure}/{asOf:yyyy-MM-dd}";

    private static IQueryable<FigurePublication> Published(OperationsContext context) =>
        context.Set<FigurePublication>().AsNoTracking()
            .Where(p => p.State != PublicationState.Proposed && p.State != PublicationState.Refused);

    // While it stands nothing is said of its state.
    private static StatedFigure Stated(FigurePublication p) => new(
        p.Id, p.ValueText, p.Unit, p.KnownAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), p.RulesHash,
        p.IsIncomplete, p.State == PublicationState.Published ? null : p.State.ToString());

    private sealed record StatedFigure(
        Guid Id, string Value, string Unit, string KnownAt, string Rules, bool Incomplete,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State);
}
