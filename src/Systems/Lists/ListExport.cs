using Huoshui.Casework;
using Huoshui.Operations;
using Huoshui.Presentation;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Huoshui.Systems.Lists;

/// <summary>An edition's members as a file: for those who work with the list, with a purpose that is kept.</summary>
internal static class ListExport
{
    private const int LongestPurpose = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/lists/desk/{id:guid}/export", MembersAsync).RequireAuthorization().ExcludeFromDescription();

    /// <summary>The filters of an address as a query of members.</summary>
    public static MemberQuery QueryOf(TableQuery query, int offset, int limit) => new(
        Enum.TryParse<MemberState>(query.Filter("state"), out var state) && Enum.IsDefined(state) ? state : null,
        Enum.TryParse<ListChange>(query.Filter("change"), out var change) && Enum.IsDefined(change) ? change : null,
        new PageRequest(offset, limit, query.Sort, query.Descending, query.Text));

    private static async Task<IResult> MembersAsync(
        Guid id, HttpContext http, ListBook book, ListPolicy policy, MemberWords words,
        IDbContextFactory<OperationsContext> contexts, IStringLocalizer<Texts> t, TimeProvider time)
    {
        var (viewer, stop) = (Viewer.From(http.User), http.RequestAborted);
        var (format, purpose) = (http.Request.Query["format"].ToString(), http.Request.Query["purpose"].ToString());
        if (await book.EditionAsync(viewer, id, stop) is not { } edition || !book.Works(viewer, edition.ListId))
            return Results.NotFound();
        if (purpose.Trim().Length is 0 or > LongestPurpose)
            return Results.BadRequest();
        var query = TableQuery.From(http.Request.GetEncodedUrl());
        var rows = new List<ListMember>();
        for (Page<ListMember>? page = null; page is null || page.Rows.Count > 0; rows.AddRange(page.Rows))
        {
            page = await book.MembersAsync(
                viewer, edition, QueryOf(query, rows.Count, PageRequest.LargestLimit), stop);
        }

        await using var context = await contexts.CreateDbContextAsync(stop);
        context.Audit(
            viewer.AccountName, "list.export", $"list/{id}", new { rows = rows.Count, format }, purpose.Trim());
        await context.SaveChangesAsync(stop);
        var districts = await words.DistrictsAsync(stop);
        var pack = policy.Find(edition.ListId)!;
        var facts = pack.Decision!.Facts;
        var sheet = new ExportSheet(
            $"{pack.List!.Title.Here()} {edition.Period}",
            [
                new(t["SubjectKey"]), new(t["SubjectName"]), new(t["MemberState"]), new(t["Reasons"]), new(t["Since"]),
                new(t["Change"]), .. facts.Select(f => new ExportColumn(f.Title.Here())),
            ],
            rows.Select(IReadOnlyList<object?> (m) =>
            [
                book.KeyFor(viewer, edition, m), book.NameFor(viewer, edition, m), ListWords.State(m.State).Here(),
                MemberWords.Reasons(pack, edition.AsOf, m), m.Since, ChangeOf(m) is { } c ? t["Change_" + c].Value
                    : null,
                .. Cells(pack, m, districts),
            ]))
        {
            AsOf = edition.AsOf,
            Reader = viewer.AccountName,
            Purpose = purpose.Trim(),
        };
        return TableExport.Result(http, format, sheet, time);
    }

    private static IEnumerable<string?> Cells(
        Policies.PolicyPack pack, ListMember member, IReadOnlyDictionary<string, string> districts) =>
        pack.Decision!.Facts.Select(f =>
            MemberWords.Facts(pack, member, [f.Name], districts).Select(v => v.Value).FirstOrDefault());

    /// <summary>How a member differs from the edition before; null for one that was on neither list.</summary>
    public static ListChange? ChangeOf(ListMember member)
    {
        var isListed = member.State is MemberState.Candidate or MemberState.Kept;
        return (member.WasListed, isListed) switch
        {
            (true, true) => ListChange.Stays,
            (true, false) => ListChange.Leaves,
            (false, true) => ListChange.Joins,
            _ => null,
        };
    }
}
