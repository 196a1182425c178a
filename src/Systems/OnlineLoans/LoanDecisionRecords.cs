using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>Decisions of packs, as the act <c>loan.decided</c> states them: by the hash of everything that is kept to
/// replay them.</summary>
public sealed class LoanDecisionRecords : StatedRecords<LoanDecision>
{
    /// <summary>The act.</summary>
    public const string ActionName = "loan.decided";

    /// <summary>What changes in the table is looked at.</summary>
    public static readonly AuditedTable Table =
        new("LoanDecisions", "'loan/' || lower(cast({row}.\"ApplicationId\" as varchar))");

    /// <inheritdoc />
    public override string Action => ActionName;

    /// <inheritdoc />
    public override string Noun => "loan";

    /// <summary>Records decisions in the audit log, in the same save.</summary>
    internal static void Audit(OperationsContext context, IEnumerable<LoanDecision> decisions)
    {
        foreach (var decision in decisions)
            context.Audit(LoanAct.Platform, ActionName, Subject(decision), Stated(decision));
    }

    /// <inheritdoc />
    protected override async Task<List<LoanDecision>> FindAsync(
        OperationsContext context, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(subjects);
        var ids = subjects.Select(s => Guid.TryParse(s.AsSpan("loan/".Length), out var id) ? id : Guid.Empty).ToList();
        return await context.Set<LoanDecision>().AsNoTracking().Where(d => ids.Contains(d.ApplicationId))
            .ToListAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override IAsyncEnumerable<string> SubjectsAsync(OperationsContext context, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Set<LoanDecision>().AsNoTracking().Where(d => d.At >= since).Select(d => d.ApplicationId)
            .AsAsyncEnumerable().Select(Subject);
    }

    /// <inheritdoc />
    protected override string SubjectOf(LoanDecision row) => Subject(row);

    /// <inheritdoc />
    protected override DateTimeOffset MadeAt(LoanDecision row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.At;
    }

    /// <inheritdoc />
    protected override object Statement(LoanDecision row) => Stated(row);

    private static string Subject(LoanDecision decision) => Subject(decision.ApplicationId);

    private static string Subject(Guid application) => $"loan/{application}";

    private static object Stated(LoanDecision decision) => new
    {
        id = decision.IsChampion ? "champion" : "challenger",
        pack = decision.PackId,
        sha256 = HashOf(decision),
    };

    // Texts by their lengths, so that nothing can move from one to the next.
    private static string HashOf(LoanDecision d)
    {
        string[] texts =
        [
            d.PackId, d.PackHash, d.AsOf.ToString("O", CultureInfo.InvariantCulture), d.Facts, d.Answer, d.Evidence,
            Instants.ToMicroseconds(d.At).ToString(CultureInfo.InvariantCulture),
        ];
        var all = new StringBuilder();
        foreach (var text in texts)
            all.Append(text.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
