using System.Globalization;
using System.Text;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>Writes notices in the transaction of what they tell of. Thread safe.</summary>
public sealed class NoticePost(NoticePolicy policy, TimeProvider time)
{
    /// <summary>The sequence of notices: whoever takes a number holds it to the end of the transaction, so that
    /// numbers rise in the order of commits and a reader who has seen one has seen all before it.</summary>
    internal const string Sequence = "notices";

    private const int RowsOfAStatement = 50;

    /// <summary>Writes notices; one that was written before is left out. Needs a transaction.</summary>
    /// <param name="context">The unit of work, with a transaction; nothing is tracked in it.</param>
    /// <param name="drafts">Any number.</param>
    /// <param name="cancellationToken">Stops it; the transaction is then rolled back.</param>
    public async Task WriteAsync(
        OperationsContext context, IReadOnlyCollection<NoticeDraft> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(drafts);
        var known = drafts.Where(d => policy.Kind(d.Kind) is not null).ToList();
        if (known.Count == 0)
            return;
        var next = await context.NextAsync(Sequence, known.Count, cancellationToken) - known.Count;
        foreach (var some in known.Chunk(RowsOfAStatement))
            next = await InsertAsync(context, some, next, cancellationToken);
    }

    private async Task<long> InsertAsync(
        OperationsContext context, NoticeDraft[] drafts, long before, CancellationToken cancellationToken)
    {
        var at = Instants.ToMicroseconds(time.Now());
        var sql = new StringBuilder(
            """
            INSERT INTO "Notices"
              ("Sequence", "Kind", "Audience", "Key", "Reference", "Href", "At", "Due", "Count", "IsUrgent") VALUES
            """);
        var values = new List<object?>();
        foreach (var draft in drafts)
        {
            if (draft.Key.Length > NoticeDraft.LongestKey)
                throw new ArgumentException($"The key of a notice is too long: {draft.Key.Length} characters.");
            object?[] row =
            [
                ++before, draft.Kind, draft.Audience, draft.Key, draft.Reference, draft.Href, at, draft.Due,
                draft.Count, policy.Kind(draft.Kind)!.IsUrgent,
            ];
            sql.Append(values.Count == 0 ? "(" : ",(").AppendJoin(',', row.Select((v, i) => Place(values.Count + i, v)))
                .Append(')');
            values.AddRange(row);
        }

        sql.Append(" ON CONFLICT DO NOTHING");
        await context.Database.ExecuteSqlRawAsync(sql.ToString(), values!, cancellationToken);
        return before;
    }

    // A null has no type of its own, which the provider asks for.
    private static string Place(int index, object? value) =>
        value is null ? "NULL" : string.Create(CultureInfo.InvariantCulture, $"{{{index}}}");
}
