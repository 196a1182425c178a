using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>
/// The touches that were read, which are taken away after the comparison, and no others: PostgreSQL gives the number
/// before the commit, so a lower one may appear later.
/// </summary>
internal sealed class TouchRuns
{
    private readonly List<(long First, long Last)> _runs = [];
    private readonly HashSet<string> _subjects = new(StringComparer.Ordinal);
    private bool _isEverything;

    /// <summary>What was touched; null: everything, or more than is looked at one by one.</summary>
    public List<string>? Subjects => _isEverything ? null : [.. _subjects];

    /// <summary>Reads all there are.</summary>
    /// <param name="context">The store.</param>
    /// <param name="most">More are taken as a change of everything.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<TouchRuns> ReadAsync(
        OperationsContext context, int most, CancellationToken cancellationToken)
    {
        var (runs, count) = (new TouchRuns(), 0);
        await foreach (var touch in context.AuditTouches.AsNoTracking().OrderBy(t => t.Number).AsAsyncEnumerable()
            .WithCancellation(cancellationToken))
        {
            runs._isEverything |= ++count > most || touch.Subject == "*";
            runs.Add(touch);
        }

        return runs;
    }

    /// <summary>Takes away what was read.</summary>
    public async Task TakeAwayAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        foreach (var (first, last) in _runs)
        {
            await context.AuditTouches.Where(t => t.Number >= first && t.Number <= last)
                .ExecuteDeleteAsync(cancellationToken);
        }
    }

    private void Add(AuditTouch touch)
    {
        if (!_isEverything)
            _subjects.Add(touch.Subject);
        if (_runs is [.., var (first, last)] && last + 1 == touch.Number)
            _runs[^1] = (first, touch.Number);
        else
            _runs.Add((touch.Number, touch.Number));
    }
}
