using System.Runtime.CompilerServices;
using System.Text.Json;
using Huoshui.Casework;
using Huoshui.Portal;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>A list on both providers: of acts at the same moment each is done once, and no step or objection is lost.</summary>
public sealed class ListConflictTests
{
    private const int Subjects = 1_500; // more than a batch

    private static Viewer Maker { get; } = Person("maker", Roles.Analyst);

    private static Viewer Approver { get; } = Person("approver", Roles.Approver);

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Of_acts_at_once_each_is_done_once(Provider provider)
    {
        await using var services = await ComposeAsync(provider);
        var (desk, objections, book) = (services.GetRequiredService<ListDesk>(), services.GetRequiredService<ObjectionDesk>(), services.GetRequiredService<ListBook>());
        var today = services.GetRequiredService<ListPolicy>().Today();
        var id = Once(await TogetherAsync(4, () => desk.OpenAsync(Maker, "firstloan", today, TestStore.Token))).Id;
        Assert.All(await TogetherAsync(3, () => desk.BuildAsync(Maker, id, TestStore.Token)), a => Assert.Equal(Subjects, a.Value!.Listed));
        Once(await TogetherAsync(4, () => desk.PublishAsync(Approver, id, TestStore.Token)));

        var same = await TogetherAsync(4, () => ObjectAsync(objections, id, "citizen", "S0001", "k"));
        Assert.Single(same.Select(a => a.Value?.Id).Distinct());
        var others = await Task.WhenAll(Enumerable.Range(2, 6).Select(n => Task.Run(() => ObjectAsync(objections, id, $"citizen{n}", $"S{n:D4}", "k"))));
        Assert.All(others, a => Assert.True(a.Succeeded));
        Once(await TogetherAsync(4, () => objections.AnswerAsync(Maker, same[0].Value!.Id, "proven", "属实", TestStore.Token)));
        foreach (var one in others)
            Assert.True((await objections.AnswerAsync(Maker, one.Value!.Id, "unproven", "没有查到", TestStore.Token)).Succeeded);

        await using var context = await services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(TestStore.Token);
        await context.Set<ListEdition>().ExecuteUpdateAsync(
            e => e.SetProperty(x => x.PublicityTo, today.AddDays(-1)).SetProperty(x => x.ObjectionsTo, today.AddDays(-1)), TestStore.Token);
        Once(await TogetherAsync(4, () => desk.CloseAsync(Maker, id, TestStore.Token)));
        Once(await TogetherAsync(4, () => desk.FinaliseAsync(Approver, id, TestStore.Token)));
        Assert.True(await book.VerifyAsync(id, TestStore.Token));
        var kept = await book.MembersAsync(Maker, (await book.EditionAsync(Maker, id, TestStore.Token))!, new MemberQuery(MemberState.Kept, ListChange.Joins, new PageRequest(Sort: "since")), TestStore.Token);
        Assert.Equal((Subjects - 1, today), (kept.Total, kept.Rows[0].Since));
        Assert.Equal(21, await context.Set<ListStep>().CountAsync(TestStore.Token)); // 1 + 3 + 1 + 7 objections + 7 answers + 2
    }

    private static Task<ListAnswer<ListObjection>> ObjectAsync(ObjectionDesk desk, Guid id, string account, string key, string request) =>
        desk.ObjectAsync(Person(account, Roles.PublicReader), id, new ObjectionRequest(request, key, null, "borrowed", "贷过"), TestStore.Token);

    private static T Once<T>(IReadOnlyList<ListAnswer<T>> answers)
        where T : class
    {
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Contains(a.Refusals[0].Code, new[] { "LST1003", "LST1004", "LST1010", "LST1023" }));
        return Assert.Single(answers, a => a.Succeeded).Value!;
    }

    private static async Task<IReadOnlyList<ListAnswer<T>>> TogetherAsync<T>(int times, Func<Task<ListAnswer<T>>> act)
        where T : class => await Task.WhenAll(Enumerable.Range(0, times).Select(_ => Task.Run(act))).WaitAsync(TimeSpan.FromSeconds(120), TestStore.Token);

    private static async Task<ServiceProvider> ComposeAsync(Provider provider)
    {
        var options = TestStore.NewOptions(provider);
        var services = new ServiceCollection().AddLogging()
            .AddSingleton(new CandidateSource("firstloan", FindAsync)) // before those of the systems: the first counts
            .AddHuoshui(new HuoshuiOptions { DataFolder = options.DataFolder, PostgreSql = options.PostgreSql }).BuildServiceProvider();
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
        return services;
    }

    private static async IAsyncEnumerable<ListCandidate> FindAsync(DateOnly asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var facts = JsonSerializer.SerializeToElement(new
        {
            has_need = true,
            is_living = true,
            district = "440304",
            has_drawn = false,
            bank_says_borrowed = false,
            has_filed_credit = false,
        });
        for (var n = 0; n < Subjects; n++)
            yield return new ListCandidate($"S{n:D4}", $"第{n}商行", false, facts);
    }

    private static Viewer Person(string name, string role) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, null, SeesClear: false);
}
