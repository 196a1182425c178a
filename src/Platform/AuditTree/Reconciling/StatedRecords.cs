using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>
/// 所陈述的记录: records of one table, of which acts of one kind tell everything in their detail, under its property
/// <c>id</c>. A record that differs from its act, is gone, or was made by no act is named.
/// </summary>
/// <typeparam name="TRow">A row of the table.</typeparam>
public abstract class StatedRecords<TRow> : IAuditedRecords
    where TRow : class
{
    private const string IdName = "id";
    private const int MostAtOnce = 5_000;

    /// <inheritdoc />
    public abstract string Action { get; }

    /// <inheritdoc />
    public abstract string Noun { get; }

    /// <summary>The rows that acts tell of: all that were made at or after a time, or those of some subjects.</summary>
    protected abstract Task<List<TRow>> FindAsync(
        OperationsContext context, RecordScope scope, CancellationToken cancellationToken);

    /// <summary>The subject of the act that tells of a row.</summary>
    protected abstract string SubjectOf(TRow row);

    /// <summary>When it was made: nobody tells of what was made before <see cref="RecordScope.Since"/>.</summary>
    protected abstract DateTimeOffset MadeAt(TRow row);

    /// <summary>What the act tells of a row; its property <c>id</c> tells rows of one subject apart.</summary>
    protected abstract object Statement(TRow row);

    /// <summary>Whether a row is what a proof tells of it.</summary>
    /// <param name="row">As it is shown.</param>
    /// <param name="detail">Detail of the proved act.</param>
    public bool IsAsStated(TRow row, string? detail) => detail is not null && JsonNode.DeepEquals(
        JsonNode.Parse(detail), JsonSerializer.SerializeToNode(Statement(row), JsonSerializerOptions.Web));

    /// <inheritdoc />
    public async Task<IReadOnlyList<RecordDifference>> CompareAsync(
        OperationsContext context, RecordScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.Subjects is null)
            return await ComparePartAsync(context, scope, cancellationToken);
        var found = new List<RecordDifference>();
        foreach (var part in scope.Subjects.Chunk(MostAtOnce))
            found.AddRange(await ComparePartAsync(context, scope with { Subjects = part }, cancellationToken));
        return found;
    }

    private async Task<IReadOnlyList<RecordDifference>> ComparePartAsync(
        OperationsContext context, RecordScope scope, CancellationToken cancellationToken)
    {
        var acts = context.AuditEntries.AsNoTracking().Where(e => e.Action == Action && e.Detail != null);
        if (scope.Subjects is { } subjects)
            acts = acts.Where(e => subjects.Contains(e.Subject));
        var told = new Dictionary<string, (AuditEntry Act, JsonNode Detail)>(StringComparer.Ordinal);
        await foreach (var act in acts.OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (JsonNode.Parse(act.Detail!) is { } detail)
                told[Key(act.Subject, detail)] = (act, detail);
        }

        return Compare(told, await FindAsync(context, scope, cancellationToken), scope.Since);
    }

    private List<RecordDifference> Compare(
        Dictionary<string, (AuditEntry Act, JsonNode Detail)> told, List<TRow> rows, DateTimeOffset since)
    {
        var found = new List<RecordDifference>();
        foreach (var row in rows)
        {
            var here = JsonSerializer.SerializeToNode(Statement(row), JsonSerializerOptions.Web)!;
            var subject = SubjectOf(row);
            if (told.Remove(Key(subject, here), out var said))
            {
                if (!JsonNode.DeepEquals(said.Detail, here))
                    found.Add(Differs(said.Act, said.Detail, here));
            }
            else if (MadeAt(row) >= since)
            {
                found.Add(new RecordDifference(
                    null, subject, "有一条记录没有相应的审计行为，不是平台写入的",
                    "a record that no act made: the platform did not write it"));
            }
        }

        found.AddRange(told.Values.Select(said => new RecordDifference(
            said.Act.Sequence, said.Act.Subject, "审计行为所述的记录已被删除或不再成立",
            "the record that the act made is gone or no longer stands")));
        return found;
    }

    private static RecordDifference Differs(AuditEntry act, JsonNode said, JsonNode here)
    {
        var names = here.AsObject().Select(p => p.Key).Union(said.AsObject().Select(p => p.Key), StringComparer.Ordinal)
            .Where(name => !JsonNode.DeepEquals(said[name], here[name])).Order(StringComparer.Ordinal);
        var text = string.Join(", ", names);
        return new RecordDifference(act.Sequence, act.Subject, $"记录被改动（{text}）", $"the record was changed ({text})");
    }

    private static string Key(string subject, JsonNode detail) => $"{subject}#{detail[IdName]}";
}
