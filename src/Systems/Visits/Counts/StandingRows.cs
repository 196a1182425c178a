using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>Writes standings, of which a change has as many as its families have members.</summary>
internal static class StandingRows
{
    private const int RowsOfStatement = 50; // 650 parameters: both stores take more

    private static readonly string[] Columns =
    [
        "EntityId", "RootId", "DistrictCode", "StreetCode", "AddedAt", "Stages", "NeedFen", "GrantedFen", "DrawnFen",
        "ApartFen", "LastVisitId", "Next", "IsDisputed",
    ];

    private static readonly string Names = string.Join(", ", Columns.Select(c => $"\"{c}\""));

    private static readonly string Updates =
        string.Join(", ", Columns.Skip(1).Select(c => $"\"{c}\" = excluded.\"{c}\""));

    public static bool Same(EntityStanding one, EntityStanding? other) =>
        other is not null && Values(one).SequenceEqual(Values(other));

    public static async Task WriteAsync(
        OperationsContext context, List<EntityStanding> rows, CancellationToken cancellationToken)
    {
        foreach (var part in rows.OrderBy(r => r.EntityId).Chunk(RowsOfStatement))
        {
            var values = new List<object>();
            var places = string.Join(", ", part.Select(p => RowOf(p, values)));
            var sql =
                $"""
                 INSERT INTO "VisitStandings" ({Names}) VALUES {places}
                 ON CONFLICT ("EntityId") DO UPDATE SET {Updates}
                 """;
            await context.Database.ExecuteSqlRawAsync(sql, values, cancellationToken);
        }
    }

    // A parameter that is null has no type: it is written as a word.
    private static string RowOf(EntityStanding row, List<object> values)
    {
        string Place(object? value)
        {
            if (value is null)
                return "NULL";
            values.Add(value);
            return $"{{{values.Count - 1}}}";
        }

        return "(" + string.Join(", ", Values(row).Select(Place)) + ")";
    }

    private static IEnumerable<object?> Values(EntityStanding s) =>
    [
        s.EntityId, s.RootId, s.DistrictCode, s.StreetCode, Instants.ToMicroseconds(s.AddedAt), s.Stages, s.NeedFen,
        s.GrantedFen, s.DrawnFen, s.ApartFen, s.LastVisitId, s.Next, s.IsDisputed,
    ];
}
