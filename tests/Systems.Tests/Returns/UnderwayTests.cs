using System.Globalization;
using System.Text;
using Huoshui.Operations;
using Huoshui.Systems.Returns;
using Huoshui.Systems.Returns.Uploads;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

/// <summary>What is sent together is checked file by file: nobody may take the state in between for the end.</summary>
public sealed class UnderwayTests
{
    private const int Files = 13;

    [Fact]
    public async Task Submission_waits_for_thirteen_uploads_and_then_sees_all_of_them()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();
        for (var file = 1; file < Files; file++)
            await SendAsync(house, id, "TL.csv", Loans(file, "1"));
        await SendAsync(house, id, "TL.csv", Loans(Files, "-5"));

        Refused("FIL1037", await house.Desk.SubmitAsync(Preparer, id, Token));

        Assert.Equal(FilingState.Preparing, await house.StateAsync(id));
        Assert.Equal(new UploadsUnderway(Files, Files), await UnderwayAsync(house, id));
        Assert.Equal(Files, await house.Get<JobWorker>().DrainAsync(Token));
        Assert.Equal(UploadsUnderway.None, await UnderwayAsync(house, id));
        Assert.All(
            await house.Get<UploadDesk>().ListAsync(Preparer, id, Token), u => Assert.Equal(UploadState.Done, u.State));
        Refused("FIL1011", await house.Desk.SubmitAsync(Preparer, id, Token));
        var view = await house.Get<FilingList>().FindAsync(Preparer, id, Token);
        Assert.Equal((long)Files, view!.Filing.Table("TL")!.Rows);
        Assert.Equal((long)Files, view.Check!.Fatals);
    }

    [Fact]
    public async Task Files_that_are_done_count_among_those_sent_together_and_no_other_bank_is_told()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();
        var first = await SendAsync(house, id, "TL.csv", Loans(1, "1"));
        await SendAsync(house, id, "TP.csv", "TP_LOAN,TP_VALUE\nL1,5\n");
        await EndAsync(house, first);

        Assert.Equal(new UploadsUnderway(1, 2), await UnderwayAsync(house, id));
        Assert.Equal(UploadsUnderway.None, await house.Get<UploadDesk>().UnderwayAsync(Stranger, id, Token));
    }

    [Fact]
    public async Task An_upload_that_pauses_for_long_or_was_given_up_holds_no_submission()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();
        Good(await house.Get<UploadDesk>().CreateAsync(Preparer, id, "TL.csv", 100, Token));
        var queued = await SendAsync(house, id, "TL.csv", Loans(1, "1"));
        await house.Get<JobQueue>().CancelAsync(
            (await house.Get<UploadDesk>().FindAsync(Preparer, queued.Id, Token))!.JobId!.Value, Token);
        Refused("FIL1037", await house.Desk.SubmitAsync(Preparer, id, Token)); // the first is arriving

        house.Time.Now += house.Get<FilingLimits>().UploadPause;

        Good(await house.Desk.SubmitAsync(Preparer, id, Token));
        var told = (await house.Get<UploadDesk>().ListAsync(Preparer, id, Token)).Single(u => u.Id == queued.Id);
        Assert.Equal(UploadState.Refused, told.State); // not 处理中 for ever
        Assert.Contains("请重新上传", told.Message, StringComparison.Ordinal);
    }

    private static async Task<Upload> SendAsync(FilingHouse house, Guid id, string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var content = new MemoryStream(bytes);
        var answer = await house.Get<UploadDesk>().TakeAsync(Preparer, id, name, content, bytes.Length, Token);
        Good(answer);
        return answer.Value!;
    }

    private static Task<UploadsUnderway> UnderwayAsync(FilingHouse house, Guid id) =>
        house.Get<UploadDesk>().UnderwayAsync(Preparer, id, Token);

    // Runs the oldest job of the queue as its worker would, and only that.
    private static async Task EndAsync(FilingHouse house, Upload upload)
    {
        var queue = house.Get<JobQueue>();
        var job = await queue.ClaimAsync("test", new Dictionary<string, int> { [StageUploadJob.JobKind] = 1 }, Token);
        Assert.Equal($"filing/{upload.FilingId}", job!.Subject);
        await queue.SucceedAsync(job, Token);
    }

    private static string Loans(int rows, string balance) => "TL_ID,TL_BORROWER,TL_BALANCE,TL_RATE,TL_DATE\n"
        + string.Concat(Enumerable.Range(1, rows).Select(
            row => string.Create(CultureInfo.InvariantCulture, $"L{row},李四,{balance},4,2025-06-30\n")));
}
