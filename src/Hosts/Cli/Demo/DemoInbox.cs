using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.Systems.Returns;

namespace Huoshui.Cli.Demo;

/// <summary>
/// What the demo leaves to do, so that something real waits for whoever signs in: 重报 of one bank, one of them asked
/// for and the others granted and left at each step on the way, and figures of an earlier date that are proposed. The
/// accepted versions stay in force meanwhile: no figure and nothing published changes. A date that somebody has asked
/// for already is left alone.
/// </summary>
/// <param name="services">The composed platform.</param>
/// <param name="city">What the generator wrote.</param>
/// <param name="bank">The bank whose people have accounts.</param>
internal sealed class DemoInbox(IServiceProvider services, CityFolder city, string bank)
{
    private const string Return = "onetable";
    private const string LoanTable = "F27";
    private const int DaysAsked = 30;

    private readonly RequestDesk _requests = services.GetRequiredService<RequestDesk>();
    private readonly FilingDesk _desk = services.GetRequiredService<FilingDesk>();

    private Viewer Preparer => Person(Roles.Preparer, bank);

    private static Viewer Approver => Person(Roles.Approver, null);

    /// <summary>Leaves, from the latest date back, a filing that did not pass its check, one at 已报送, one at 待签发,
    /// one at 待复核 and a 重报申请; fewer where the bank filed fewer dates.</summary>
    /// <exception cref="DemoFailedException">A step was refused: the message says why.</exception>
    public async Task LeaveFilingsAsync(CancellationToken cancellationToken)
    {
        var dates = new Queue<FilingSet>(city.Sets().Reverse().Where(set => set.ReturnId == Return
            && set.Clean().Any(filer => filer.InstitutionId == bank)));
        if (dates.TryDequeue(out var latest))
            await FailAsync(latest, cancellationToken);
        FilingState[] ends = [FilingState.Filed, FilingState.AwaitingSignature, FilingState.AwaitingReview];
        foreach (var end in ends)
        {
            if (dates.TryDequeue(out var set))
                await AdvanceAsync(set, end, cancellationToken);
        }

        if (dates.TryDequeue(out var asked) && await FindAsync(asked, cancellationToken) is { } filing)
            await AskAsync(filing, TableOf(filing), "核对发现个别客户的信息登记有误，申请更正。", cancellationToken);
    }

    /// <summary>Proposes the figures beside the leading ones for the date before the latest, of which nothing more is
    /// published.</summary>
    /// <exception cref="DemoFailedException">The desk refused.</exception>
    public async Task LeaveProposalAsync(CancellationToken cancellationToken)
    {
        var desk = services.GetRequiredService<PublicationDesk>();
        var date = city.Sets().Where(set => set.ReturnId == Return).Select(set => set.AsOf).Distinct()
            .OrderDescending().Skip(1).FirstOrDefault();
        if (date == default || (await desk.WaitingAsync(Approver, cancellationToken)).Count > 0)
            return;
        var calculator = services.GetRequiredService<FigureCalculator>();
        var leading = Bulletin.Leading.Values.ToHashSet(StringComparer.Ordinal);
        var packs = leading.Select(id => calculator.Figures.Find(id)?.PackId).ToHashSet(StringComparer.Ordinal);
        var beside = calculator.Figures.Figures.Where(figure => figure is { IsConnected: true, Operands.Count: 0 }
            && packs.Contains(figure.PackId) && !leading.Contains(figure.Id));
        var values = (await calculator.ValuesAsync(beside, date, null, cancellationToken)).ToList();
        var proposed = await desk.ProposeAsync(values, Person(Roles.Analyst, null), cancellationToken);
        if (proposed.TooSmall is { Count: > 0 } small)
        {
            values.RemoveAll(value => small.Contains((value.Figure.Id, value.AsOf)));
            proposed = await desk.ProposeAsync(values, Person(Roles.Analyst, null), cancellationToken);
        }

        if (proposed.Problem is { } problem)
            throw new DemoFailedException(problem.ToLine("zh"));
    }

    // One table as the bank first sent it, with its errors: to be read, mended and sent again.
    private async Task FailAsync(FilingSet set, CancellationToken cancellationToken)
    {
        var wrong = WrongFile(set);
        if (await FindAsync(set, cancellationToken) is not { } view)
            return;
        var table = wrong is null ? TableOf(view) : Path.GetFileNameWithoutExtension(wrong);
        await ReopenAsync(view, table, "核对发现部分贷款登记有误，申请更正。", cancellationToken);
        if (wrong is null)
            return;
        var key = new FilingKey(view.Filing.ReturnId, bank, view.Filing.AsOf);
        await services.GetRequiredService<FilingIntake>()
            .FileAsync(Preparer, key, [new SentFile(wrong, Path.GetFileName(wrong))], cancellationToken);
        await _desk.SubmitAsync(Preparer, view.Filing.Id, cancellationToken); // what blocks it is what is left to do
    }

    // The explanations are said again, and nobody has judged them yet; the tables stay as they are.
    private async Task AdvanceAsync(FilingSet set, FilingState end, CancellationToken cancellationToken)
    {
        if (await FindAsync(set, cancellationToken) is not { } view)
            return;
        await ReopenAsync(view, TableOf(view), "补充对提示性问题的差异说明。", cancellationToken);
        var id = view.Filing.Id;
        var texts = view.Check!.Rules.Where(rule => rule is { IsFatal: false, Fails: > 0 }).Select(rule =>
            new NewExplanation(rule.Table, rule.Rule, Explanation.WholeRule, "已逐笔核对合同与台账，数据属实。"));
        Demand(await services.GetRequiredService<ExplanationDesk>()
            .ExplainAsync(Preparer, id, [.. texts], cancellationToken));
        Demand(await _desk.SubmitAsync(Preparer, id, cancellationToken));
        if (end == FilingState.AwaitingReview)
            return;
        Demand(await _desk.ReviewAsync(Person(Roles.Reviewer, bank), id, passes: true, null, cancellationToken));
        if (end == FilingState.AwaitingSignature)
            return;
        Demand(await _desk.SignAsync(Person(Roles.Signer, bank), id, signs: true, null, cancellationToken));
    }

    private async Task<FilingView?> FindAsync(FilingSet set, CancellationToken cancellationToken)
    {
        var list = services.GetRequiredService<FilingList>();
        var id = await list.IdOfAsync(Preparer, new FilingKey(Return, bank, set.AsOf), cancellationToken);
        if (id is null || (await _requests.ListAsync(Preparer, id, cancellationToken)).Count > 0)
            return null;
        return await list.FindAsync(Preparer, id.Value, cancellationToken);
    }

    private async Task<FilingRequest> AskAsync(
        FilingView view, string table, string reason, CancellationToken cancellationToken)
    {
        var until = services.GetRequiredService<FilingPolicy>().Today().AddDays(DaysAsked);
        var asked = await _requests.AskAsync(
            Preparer, view.Filing.Id, new NewRequest(FilingRequestKind.Refile, reason, [table], until), cancellationToken);
        Demand(asked);
        return asked.Value!;
    }

    private async Task ReopenAsync(
        FilingView view, string table, string reason, CancellationToken cancellationToken)
    {
        var request = await AskAsync(view, table, reason, cancellationToken);
        Demand(await _requests.DecideAsync(
            Approver, request.Id, new Decision(Approves: true, "同意"), cancellationToken));
    }

    // The loans where they have errors, since that is what newcomers know best; else any table that has.
    private string? WrongFile(FilingSet set)
    {
        string[] Files(IReadOnlyList<InstitutionFiles> filers) =>
            [.. filers.Where(filer => filer.InstitutionId == bank).SelectMany(filer => filer.Files)];
        var clean = Files(set.Clean()).ToDictionary(file => Path.GetFileName(file), StringComparer.Ordinal);
        var wrong = Files(set.Dirty()).Where(file => !clean.TryGetValue(Path.GetFileName(file), out var good)
            || !File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(good))).ToList();
        return wrong.Find(file => Path.GetFileNameWithoutExtension(file) == LoanTable) ?? wrong.FirstOrDefault();
    }

    private static string TableOf(FilingView view) =>
        (view.Check?.Rules.FirstOrDefault(rule => rule is { IsFatal: false, Fails: > 0 })?.Table is { } table
            ? view.Filing.Table(table) : null)?.Table
        ?? view.Filing.Tables.First(one => one.State is Warehouse.TableState.Uploaded or Warehouse.TableState.Zero).Table;

    private static void Demand<T>(Answer<T> answer)
        where T : class
    {
        if (!answer.Succeeded)
            throw new DemoFailedException(answer.Refusals is [var why, ..] ? why.ToLine("zh") : "—");
    }

    private static Viewer Person(string role, string? institution) =>
        new(role, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: institution is not null);
}
