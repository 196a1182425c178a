using System.Globalization;
using Huoshui.Operations;
using Huoshui.Presentation.Tables;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Portal.Audit;

/// <summary>What the reader of the audit log asked for, as a query.</summary>
internal static class AuditSearch
{
    /// <summary>The kinds of acts: what stands before the dot of an action.</summary>
    public static readonly string[] Kinds =
    [
        "sign-in", "account", "role", "institution", "profile", "mandate", "filing", "explanation", "findings",
            "figure", "publication", "loan", "products", "vtl",
        "visit", "phone", "photo", "entity", "case", "drawdown", "problem", "list", "coaching", "campaign",
        "unmask", "table", "token", "document", "notice", "district", "operator",
        "audit", "job",
    ];

    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    public static IQueryable<AuditEntry> Find(OperationsContext context, TableQuery query)
    {
        var rows = context.AuditEntries.AsNoTracking();
        if (query.Text is { } text)
        {
            rows = rows.Where(entry => entry.Actor.Contains(text) || entry.Action.Contains(text) || entry.Subject.Contains(text)
                || (entry.Detail != null && entry.Detail.Contains(text)));
        }

        if (query.Filter("kind") is { } kind)
            rows = rows.Where(entry => entry.Action.StartsWith(kind));
        if (DayOf(query, "from") is { } from)
            rows = rows.Where(entry => entry.At >= from);
        if (DayOf(query, "to") is { } to)
        {
            var end = to.AddDays(1);
            rows = rows.Where(entry => entry.At < end);
        }

        return query.Order(rows.OrderByDescending(entry => entry.Sequence), ("at", entry => entry.Sequence), ("actor", entry => entry.Actor));
    }

    private static DateTimeOffset? DayOf(TableQuery query, string name) =>
        DateOnly.TryParseExact(query.Filter(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), Shanghai)
            : null;
}
