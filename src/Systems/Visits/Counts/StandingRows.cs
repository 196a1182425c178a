using Huoshui.Operations;
using NpgsqlTypes;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>Writes standings, of which a change has as many as its families have members.</summary>
internal static class StandingRows
{
    private static readonly RowColumn[] Columns =
    [
        new("EntityId", NpgsqlDbType.Uuid), new("RootId", NpgsqlDbType.Uuid), new("DistrictCode", NpgsqlDbType.Text),
        new("StreetCode", NpgsqlDbType.Text), new("AddedAt", NpgsqlDbType.Bigint), new("Stages", NpgsqlDbType.Integer),
        new("NeedFen", NpgsqlDbType.Bigint), new("GrantedFen", NpgsqlDbType.Bigint),
        new("DrawnFen", NpgsqlDbType.Bigint), new("ApartFen", NpgsqlDbType.Bigint),
        new("LastVisitId", NpgsqlDbType.Uuid), new("Next", NpgsqlDbType.Text), new("IsDisputed", NpgsqlDbType.Boolean),
    ];

    private static readonly string OnConflict = "ON CONFLICT (\"EntityId\") DO UPDATE SET "
        + string.Join(", ", Columns.Skip(1).Select(c => $"\"{c.Name}\" = excluded.\"{c.Name}\""));

    public static bool Same(EntityStanding one, EntityStanding? other) =>
        other is not null && Values(one).SequenceEqual(Values(other));

    public static Task WriteAsync(
        OperationsContext context, List<EntityStanding> rows, CancellationToken cancellationToken) =>
        RowWriter.WriteAsync(
            context, "VisitStandings", Columns, [.. rows.OrderBy(r => r.EntityId).Select(Values)], OnConflict,
            cancellationToken);

    private static object?[] Values(EntityStanding s) =>
    [
        s.EntityId, s.RootId, s.DistrictCode, s.StreetCode, Instants.ToMicroseconds(s.AddedAt), s.Stages, s.NeedFen,
        s.GrantedFen, s.DrawnFen, s.ApartFen, s.LastVisitId, s.Next, s.IsDisputed,
    ];
}
