using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Bulk;
using Huoshui.Systems.Visits.Search;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>Entities are found by any part of the name, by pinyin and by code, on both stores alike, and persons only by those who read their names.</summary>
public sealed class SearchTests
{
    private static readonly string[] Names =
    [
        "深圳市王记小吃店", "单记茶叶商行", "曾氏ＡＢＣ科技（深圳）有限公司", "区家绿洲花店", "100%_棉纺店", "阿里", "吕布酒业", "长安仇家面馆",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_part_of_the_name_its_pinyin_or_the_code_finds_the_entity(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        await FillAsync(house);
        await AllFoundAsync(house);
        await house.Get<VisitBulk>().FinishAsync(Token); // made anew it is the same
        await AllFoundAsync(house);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Persons_are_found_by_who_reads_their_names_and_the_store_keeps_hashes_only(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        await house.VisitedAsync(new EntityRequest("440301199003070035", true, "单小店", VisitHouse.Street));
        var clear = VisitHouse.Officer with { SeesClear = true };
        foreach (var text in new[] { "单小", "小店", "单小店", "shanxiao", "dxd", "SXD", "440301199003070035" })
        {
            Assert.Equal(["单小店"], await NamesAsync(house, text, clear));
            foreach (var viewer in new[] { VisitHouse.Officer, VisitHouse.Team, VisitHouse.Regulator, VisitHouse.FarOfficer with { SeesClear = true }, VisitHouse.Banker("B1") })
                Assert.Empty(await NamesAsync(house, text, viewer));
        }

        await using var context = await house.ContextAsync();
        Assert.All(await context.Set<SearchKey>().ToListAsync(Token), k => Assert.Matches("^h[0-9a-f]{32}$", k.Key));
    }

    [Fact]
    public async Task One_character_is_asked_for_more_and_so_are_more_than_a_thousand()
    {
        await using var house = await VisitHouse.OpenAsync();
        var list = house.Get<EntityList>();
        foreach (var text in new[] { "王", "%", "（", "_", "'", "\uD83D" })
            Assert.Equal("VIS1051", (await list.PageAsync(VisitHouse.Officer, Query(text), Token)).Notice?.Code);
        var rows = Enumerable.Range(1, EntitySearch.Most + 1).Select(n => Entity(n, $"好运{n}商行"));
        await house.Get<VisitBulk>().WriteAsync(rows, Token);
        await house.Get<VisitBulk>().FinishAsync(Token);
        var page = await list.PageAsync(VisitHouse.Officer, Query("好运"), Token);
        Assert.Equal((EntitySearch.Most, 50, "VIS1052"), (page.Total, page.Rows.Count, page.Notice?.Code));
        page = await list.PageAsync(VisitHouse.Officer, Query("好运100"), Token);
        Assert.Equal((3, null), (page.Total, page.Notice)); // 100, 1000, 1001
        Assert.Equal(EntitySearch.Most + 1, (await list.PageAsync(VisitHouse.Officer, Query(null), Token)).Total);
    }

    [Fact]
    public async Task A_street_finds_its_own_and_an_entity_that_moves_is_found_where_it_is()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(7), "wrong_address");
        Assert.Single(await NamesAsync(house, "第7", VisitHouse.Officer));
        Assert.Empty(await NamesAsync(house, "第7", VisitHouse.FarOfficer));
        Assert.Empty(await NamesAsync(house, "第7", VisitHouse.FarTeam));
        VisitHouse.Done(await house.Book.DecideAsync(VisitHouse.Team, visit.Id, true, VisitHouse.OtherStreet, "迁址", Token));
        Assert.Empty(await NamesAsync(house, "第7", VisitHouse.Officer));
        Assert.Single(await NamesAsync(house, "第7", VisitHouse.FarOfficer));
        Assert.Single(await NamesAsync(house, "第7", VisitHouse.FarTeam));
        Assert.Single(await NamesAsync(house, "第7", VisitHouse.Regulator));
        await using var context = await house.ContextAsync();
        Assert.Equal([VisitHouse.OtherStreet], await context.Set<SearchKey>().Select(k => k.StreetCode).Distinct().ToListAsync(Token));
    }

    [Fact]
    public async Task A_name_that_can_be_read_in_many_ways_has_no_more_keys_than_the_limit()
    {
        await using var house = await VisitHouse.OpenAsync();
        var keys = house.Get<SearchKeys>().Of("单曾区行单曾区行");
        Assert.InRange(keys.Count(k => k[0] == 'p'), 7, 7 * SearchKeys.MostReadings);
        Assert.All(keys, k => Assert.InRange(k.Length, 3, 1 + SearchKeys.LongestPinyin));
        Assert.Contains("pshanzengouxi", keys);
    }

    [Fact]
    public async Task The_pages_of_a_list_are_the_same_read_from_either_end()
    {
        await using var house = await VisitHouse.OpenAsync();
        await house.Get<VisitBulk>().WriteAsync(Enumerable.Range(1, 23).Select(n => Entity(n, $"好运{n}商行")), Token);
        await house.Get<VisitBulk>().FinishAsync(Token);
        foreach (var (sort, descending) in new[] { ("added", false), ("added", true), ("street", false), ("street", true) })
        {
            var seen = new List<Guid>();
            for (var offset = 0; offset < 30; offset += 5)
            {
                var query = new EntityQuery(null, VisitSteps.First, null, new PageRequest(offset, 5, sort, descending));
                seen.AddRange((await house.Get<EntityList>().PageAsync(VisitHouse.Team, query, Token)).Rows.Select(r => r.Entity.Id));
            }

            var sorted = seen.Order().ToList();
            Assert.Equal(23, seen.Distinct().Count());
            Assert.Equal(descending ? [.. sorted.AsEnumerable().Reverse()] : sorted, seen);
        }
    }

    private static VisitedEntity Entity(int number, string name)
    {
        var id = new Guid(number, 0, 7, new byte[8]);
        return new VisitedEntity
        {
            Id = id,
            RootId = id,
            Usci = VisitHouse.UsciOf(number),
            Name = name,
            StreetCode = VisitHouse.Street,
            DistrictCode = "440304",
            AddedAt = DateTimeOffset.UnixEpoch,
            Revision = 1,
        };
    }

    private static async Task FillAsync(VisitHouse house)
    {
        for (var n = 0; n < Names.Length; n++)
            await house.VisitedAsync(VisitHouse.Firm(n + 1) with { Name = Names[n] });
    }

    private static async Task AllFoundAsync(VisitHouse house)
    {
        foreach (var (text, expected) in new[]
        {
            ("王记", 0), ("wangji", 0), ("wjx", 0), ("WangJiXiaoChi", 0), ("深圳市王记小吃店", 0), ("圳市王记小吃店", 0), (" 王 记 ", 0),
            ("单记", 1), ("danji", 1), ("shanji", 1), ("sjcy", 1), ("djcy", 1), ("茶叶", 1),
            ("曾氏abc", 2), ("abc科技", 2), ("ＡＢＣ", 2), ("科技深圳", 2), ("zengshi", 2), ("cengshi", 2), ("曾氏ABC科技深圳有限公司", 2), ("zsabc", 2), ("zengshiabckejishenzhen", 2),
            ("qujia", 3), ("oujia", 3), ("绿洲", 3), ("lvzhou", 3), ("LÜZHOU", 3), ("100", 4), ("100%", 4), ("棉纺", 4), ("阿里", 5), ("ali", 5),
            ("lvbu", 6), ("choujia", 7), ("qiujia", 7), ("changanqiujia", 7), ("zhangan", 7),
        })
        {
            Assert.Equal((text, Names[expected]), (text, string.Join('|', await NamesAsync(house, text, VisitHouse.Officer))));
        }

        Assert.Equal(Names.Length, (await NamesAsync(house, "91440300", VisitHouse.Officer)).Count);
        Assert.Equal([Names[0]], await NamesAsync(house, VisitHouse.UsciOf(1)[..17], VisitHouse.Team));
        foreach (var text in new[] { "王小", "记深", "%%", "__", "n王", "';--", "zzzz", "王记小吃店店", "深圳市李记小吃店", "91440300ZZ" })
            Assert.Empty(await NamesAsync(house, text, VisitHouse.Regulator));
    }

    private static EntityQuery Query(string? text) => new(null, null, null, new PageRequest(Search: text));

    private static async Task<IReadOnlyList<string>> NamesAsync(VisitHouse house, string text, Viewer viewer) =>
        [.. (await house.Get<EntityList>().PageAsync(viewer, Query(text), Token)).Rows.Select(r => r.Entity.Name)];
}
