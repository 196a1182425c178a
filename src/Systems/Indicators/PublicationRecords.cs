using System.Globalization;
using System.Security.Cryptography;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Indicators;

/// <summary>
/// Published values, as the act <c>figure.published</c> states them. The act names no person, so that its proof may be
/// given to everybody; who decided stands in <c>figure.publish</c>.
/// </summary>
public sealed class PublicationRecords : StatedRecords<FigurePublication>
{
    /// <summary>The act.</summary>
    public const string ActionName = "figure.published";

    /// <summary>What changes in the table is looked at.</summary>
    public static readonly AuditedTable Table =
        new("FigurePublications", "'figure/' || {row}.\"FigureId\" || '/' || cast({row}.\"AsOf\" as varchar)");

    private const string Platform = "自动";
    private const int PartsOfSubject = 3;
    private const int NonceBytes = 16;

    /// <inheritdoc />
    public override string Action => ActionName;

    /// <inheritdoc />
    public override string Noun => "figure";

    /// <summary>Records a published value in the audit log, in the same save.</summary>
    internal static void Audit(OperationsContext context, FigurePublication publication) =>
        context.Audit(Platform, ActionName, Subject(publication), Stated(publication));

    /// <summary>What the act before the one without a person holds besides: the proof shows its hash to everybody, who
    /// would otherwise find out by trial who decided, and why.</summary>
    internal static string Nonce() => Convert.ToHexString(RandomNumberGenerator.GetBytes(NonceBytes));

    internal static string Subject(FigurePublication p) => $"figure/{p.FigureId}/{p.AsOf:yyyy-MM-dd}";

    /// <summary>How the act of one publication is told from those of others.</summary>
    internal static string Mark(FigurePublication publication) => $"\"id\":\"{publication.Id}\"";

    /// <inheritdoc />
    protected override async Task<List<FigurePublication>> FindAsync(
        OperationsContext context, RecordScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scope);
        var published = context.Set<FigurePublication>().AsNoTracking()
            .Where(p => p.State != PublicationState.Proposed && p.State != PublicationState.Refused);
        if (scope.Subjects is not { } subjects)
            return await published.Where(p => p.DecidedAt >= scope.Since).ToListAsync(cancellationToken);
        var figures = subjects.Select(s => s.Split('/')).Where(parts => parts.Length == PartsOfSubject)
            .Select(parts => parts[1]).ToHashSet(StringComparer.Ordinal);
        var rows = await published.Where(p => figures.Contains(p.FigureId)).ToListAsync(cancellationToken);
        return [.. rows.Where(p => subjects.Contains(Subject(p)))];
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

    private static object Stated(FigurePublication p) => new
    {
        id = p.Id,
        value = p.ValueText,
        unit = p.Unit,
        knownAt = p.KnownAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        rules = p.RulesHash,
        incomplete = p.IsIncomplete,
    };
}
