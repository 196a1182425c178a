using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>
/// 所陈述的记录: records of one table, of which acts tell everything in their detail, under its property <c>id</c>; of
/// several acts about one the last counts. A record that differs from its act, is gone, or was made by no act is named,
/// and so is an act or a table that cannot be read any more. Of however many, 5,000 subjects at a time are in memory.
/// </summary>
/// <typeparam name="TRow">A row of the table.</typeparam>
public abstract class StatedRecords<TRow> : IAuditedRecords
    where TRow : class
{
    private const string IdName = "id";
    private const int MostAtOnce = 5_000;
    private const int MostTries = 3;
    private const int LongestName = 40;

    // A name twice in an object is refused when it is read, not when it is looked for.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <inheritdoc />
    public abstract string Action { get; }

    /// <inheritdoc />
    public abstract string Noun { get; }

    /// <summary>Another act that states the whole record anew, e.g. at its end; null for none.</summary>
    protected virtual string? LaterAction => null;

    /// <summary>The rows that acts of some subjects tell of.</summary>
    /// <param name="context">Read only.</param>
    /// <param name="subjects">At most 5,000.</param>
    /// <param name="cancellationToken">Stops it.</param>
    protected abstract Task<List<TRow>> FindAsync(
        OperationsContext context, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>The subjects of all rows that were made at or after a time, in any order and as often as they come;
    /// read one by one off the database, without what the rows hold.</summary>
    protected abstract IAsyncEnumerable<string> SubjectsAsync(OperationsContext context, DateTimeOffset since);

    /// <summary>The subject of the act that tells of a row.</summary>
    protected abstract string SubjectOf(TRow row);

    /// <summary>When it was made: nobody tells of what was made before <see cref="RecordScope.Since"/>.</summary>
    protected abstract DateTimeOffset MadeAt(TRow row);

    /// <summary>What the act tells of a row; its property <c>id</c> tells rows of one subject apart.</summary>
    protected abstract object Statement(TRow row);

    /// <summary>Whether a row is what a proof tells of it.</summary>
    /// <param name="row">As it is shown.</param>
    /// <param name="detail">Detail of the proved act.</param>
    public bool IsAsStated(TRow row, string? detail) => Parse(detail) is { } said
        && JsonNode.DeepEquals(said, JsonSerializer.SerializeToNode(Statement(row), JsonSerializerOptions.Web));

    /// <inheritdoc />
    public async Task<IReadOnlyList<RecordDifference>> CompareAsync(
        OperationsContext context, RecordScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.Subjects is { } subjects)
            return await ComparePartsAsync(context, subjects, scope.Since, MostTries, cancellationToken);
        var found = new List<RecordDifference>();
        var told = new HashSet<UInt128>();
        var after = long.MinValue;
        while (await ActsAsync(context, after, cancellationToken) is { Count: > 0 } acts)
        {
            after = acts[^1].Sequence;
            var fresh = acts.Select(a => a.Subject).Where(s => told.Add(Digest(s))).ToList();
            found.AddRange(await ComparePartsAsync(context, fresh, scope.Since, MostTries, cancellationToken));
        }

        found.AddRange(await CompareUntoldAsync(context, told, scope.Since, cancellationToken));
        return [.. found.Distinct()];
    }

    // Rows whose subject no act names: read by their subjects alone, and looked at as rows where there are any.
    private async Task<IReadOnlyList<RecordDifference>> CompareUntoldAsync(
        OperationsContext context, HashSet<UInt128> told, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var untold = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var subject in SubjectsAsync(context, since).WithCancellation(cancellationToken))
            {
                if (!told.Contains(Digest(subject)))
                    untold.Add(subject);
            }
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return [Unreadable()];
        }

        return await ComparePartsAsync(context, untold, since, MostTries, cancellationToken);
    }

    private async Task<List<RecordDifference>> ComparePartsAsync(
        OperationsContext context, IReadOnlyCollection<string> subjects, DateTimeOffset since, int tries,
        CancellationToken cancellationToken)
    {
        var found = new List<RecordDifference>();
        foreach (var part in subjects.Chunk(MostAtOnce))
            found.AddRange(await ComparePartAsync(context, part, since, tries, cancellationToken));
        return found;
    }

    private async Task<List<ActOf>> ActsAsync(
        OperationsContext context, long after, CancellationToken cancellationToken) =>
        await context.AuditEntries.AsNoTracking()
            .Where(e => (e.Action == Action || e.Action == LaterAction) && e.Sequence > after)
            .OrderBy(e => e.Sequence).Take(MostAtOnce).Select(e => new ActOf(e.Sequence, e.Subject))
            .ToListAsync(cancellationToken);

    // Records first, then acts: a record and its act are saved together, so what was read has its act. An act that
    // came after the records were read is no evidence against them: those subjects are compared again.
    private async Task<List<RecordDifference>> ComparePartAsync(
        OperationsContext context, string[] subjects, DateTimeOffset since, int tries,
        CancellationToken cancellationToken)
    {
        var last = await context.AuditEntries.MaxAsync(e => (long?)e.Sequence, cancellationToken) ?? 0;
        if (await ReadAsync(context, subjects, cancellationToken) is not { } rows)
            return [Unreadable()];
        var told = await ToldAsync(context, subjects, cancellationToken);
        var found = Compare(told, rows, since);
        var disturbed = found.Where(d => told.Newest.GetValueOrDefault(d.Subject) > last).Select(d => d.Subject)
            .ToHashSet(StringComparer.Ordinal);
        if (disturbed.Count == 0 || tries <= 1)
            return found;
        found.RemoveAll(d => disturbed.Contains(d.Subject));
        found.AddRange(await ComparePartsAsync(context, disturbed, since, tries - 1, cancellationToken));
        return found;
    }

    // Values that the model cannot hold are no reason to say nothing; what the connection says is.
    private async Task<List<TRow>?> ReadAsync(
        OperationsContext context, string[] subjects, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(context, subjects, cancellationToken);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    private static bool IsUnreadable(Exception exception) => exception.GetBaseException() is not DbException
        && exception is FormatException or InvalidCastException or OverflowException or ArgumentException
            or InvalidOperationException or JsonException;

    private async Task<Told> ToldAsync(
        OperationsContext context, string[] subjects, CancellationToken cancellationToken)
    {
        var acts = context.AuditEntries.AsNoTracking()
            .Where(e => (e.Action == Action || e.Action == LaterAction) && subjects.Contains(e.Subject));
        var told = new Told([], [], []);
        var texts = acts.OrderBy(e => e.Sequence).Select(e => new { e.Sequence, e.Subject, e.Detail });
        await foreach (var act in texts.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            told.Newest[act.Subject] = act.Sequence;
            if (Parse(act.Detail) is { } detail)
                told.Acts[Key(act.Subject, detail)] = new Act(act.Sequence, act.Subject, detail);
            else
                told.Garbled.Add((act.Sequence, act.Subject));
        }

        return told;
    }

    private List<RecordDifference> Compare(Told told, List<TRow> rows, DateTimeOffset since)
    {
        var found = new List<RecordDifference>();
        var garbled = told.Garbled.Select(g => g.Subject).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var here = JsonSerializer.SerializeToNode(Statement(row), JsonSerializerOptions.Web)!.AsObject();
            var subject = SubjectOf(row);
            if (told.Acts.Remove(Key(subject, here), out var said))
            {
                if (!JsonNode.DeepEquals(said.Detail, here))
                    found.Add(Differs(said, here));
            }
            else if (MadeAt(row) >= since && !garbled.Contains(subject))
            {
                found.Add(new RecordDifference(
                    null, subject, "有一条记录没有相应的审计行为，不是平台写入的",
                    "a record that no act made: the platform did not write it"));
            }
        }

        found.AddRange(told.Garbled.Select(act => new RecordDifference(
            act.Sequence, act.Subject, "审计行为的内容已无法读出，其记录无从核对",
            "what the act states can no longer be read, so its record cannot be compared")));
        found.AddRange(told.Acts.Values.Select(said => new RecordDifference(
            said.Sequence, said.Subject, "审计行为所述的记录已被删除或不再成立",
            "the record that the act made is gone or no longer stands")));
        return found;
    }

    private RecordDifference Unreadable() => new(
        null, Noun, "表中有无法读出的值，其记录未能核对",
        "its table holds a value that cannot be read, so its records were not compared");

    // A name that nobody here writes is not repeated: whoever wrote it chose it.
    private static RecordDifference Differs(Act said, JsonObject here)
    {
        var names = here.Select(p => p.Key).Union(said.Detail.Select(p => p.Key), StringComparer.Ordinal)
            .Where(name => !JsonNode.DeepEquals(said.Detail[name], here[name]))
            .Select(name => name.Length <= LongestName && name.All(char.IsAsciiLetterOrDigit) ? name : "?")
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var text = string.Join(", ", names);
        return new RecordDifference(
            said.Sequence, said.Subject, $"记录被改动（{text}）", $"the record was changed ({text})");
    }

    private static JsonObject? Parse(string? detail)
    {
        try
        {
            if (detail is null || JsonNode.Parse(detail, null, Strict) is not JsonObject parsed)
                return null;
            foreach (var (_, value) in parsed)
                _ = value?.ToString(); // half a surrogate pair is refused only when it is read
            return parsed;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Key(string subject, JsonObject detail) => $"{subject}#{detail[IdName]}";

    // A subject is remembered by half of its hash: a million of them take 30 MB, whatever their rows hold.
    private static UInt128 Digest(string subject) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(subject)));

    private sealed record ActOf(long Sequence, string Subject);

    private sealed record Act(long Sequence, string Subject, JsonObject Detail);

    private sealed record Told(
        Dictionary<string, Act> Acts, Dictionary<string, long> Newest, List<(long Sequence, string Subject)> Garbled);
}
