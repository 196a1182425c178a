using System.IO.Compression;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

public sealed class IntakeTests
{
    [Fact]
    public async Task An_unknown_institution_is_refused_with_what_to_do()
    {
        await using var house = await OpenAsync();

        var result = await house.Get<FilingIntake>().FileAsync(
            Registry.Viewer.Operator("root"), house.Key with { InstitutionId = "B9" }, [house.Loans(("L1", "1", "4"))], Token);

        Assert.Equal("FIL1006", Assert.Single(result.Notes).Code);
    }

    [Theory]
    [InlineData("2025-07-31")]
    [InlineData("2025-06-29")]
    [InlineData("1999-12-31")]
    public async Task A_date_that_is_not_open_is_refused(string date)
    {
        await using var house = await OpenAsync();
        var key = house.Key with { AsOf = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture) };

        var result = await house.Get<FilingIntake>().FileAsync(Preparer, key, [house.Loans(("L1", "1", "4"))], Token);

        Assert.Equal("FIL1008", Assert.Single(result.Notes).Code);
    }

    [Fact]
    public async Task An_unknown_return_is_refused_with_the_known_ones()
    {
        await using var house = await OpenAsync();

        var result = await house.Get<FilingIntake>().FileAsync(
            Preparer, house.Key with { ReturnId = "nothing" }, [house.Loans(("L1", "1", "4"))], Token);

        Assert.Contains("tiny", Assert.Single(result.Notes).Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        await using var house = await OpenAsync();
        var file = house.Loans(("L1", "100", "4"));
        var first = await house.SendAsync(file);

        var second = await house.Get<FilingIntake>().FileAsync(Preparer, house.Key, [file], Token);

        Assert.Equal("FIL1015", Assert.Single(second.Notes).Code);
        Assert.Equal(first.Table("TL")!.FactFileId, second.Filing!.Table("TL")!.FactFileId);
    }

    [Fact]
    public async Task An_earlier_file_sent_again_after_another_is_taken()
    {
        await using var house = await OpenAsync();
        var first = house.Loans(("L1", "100", "4"));
        await house.SendAsync(first);
        await house.SendAsync(house.Loans(("L1", "200", "4"), ("L2", "200", "4")));

        var filing = await house.SendAsync(first);

        Assert.Equal(1, filing.Table("TL")!.Rows);
    }

    [Fact]
    public async Task Two_uploads_at_once_are_both_in()
    {
        await using var house = await OpenAsync();
        await house.Get<FilingOpener>().OpenAsync(Preparer, house.Key, Token);
        var intake = house.Get<FilingIntake>();

        var results = await Task.WhenAll(
            intake.FileAsync(Preparer, house.Key, [house.Loans(("L1", "100", "4"))], Token),
            intake.FileAsync(SecondPreparer, house.Key, [house.File("TP.csv", "TP_LOAN,TP_VALUE\nL1,5\n")], Token));

        Assert.All(results, r => Assert.NotNull(r.Filing));
        var view = await house.Get<FilingList>().FindAsync(Preparer, results[0].Filing!.Id, Token);
        Assert.All(view!.Filing.Tables, t => Assert.Equal(TableState.Uploaded, t.State));
        Assert.NotNull(view.Check);
        Assert.Equal("TL,TP", view.Check.Tables);
    }

    [Fact]
    public async Task Two_who_open_the_same_filing_at_once_get_the_same_one()
    {
        await using var house = await OpenAsync();
        var opener = house.Get<FilingOpener>();

        var answers = await Task.WhenAll(
            opener.OpenAsync(Preparer, house.Key, Token), opener.OpenAsync(SecondPreparer, house.Key, Token));

        Assert.Equal(answers[0].Value!.Id, answers[1].Value!.Id);
    }

    [Fact]
    public async Task A_zip_brings_several_tables()
    {
        await using var house = await OpenAsync();
        var path = Path.Combine(house.Root, "all.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            zip.CreateEntryFromFile(house.Loans(("L1", "100", "4")).Path, "TL.csv");
            zip.CreateEntryFromFile(house.File("TP.csv", "TP_LOAN,TP_VALUE\nL1,5\n").Path, "TP.csv");
        }

        var filing = await house.SendAsync(new SentFile(path, "all.zip"));

        Assert.All(filing.Tables, t => Assert.Equal(1, t.Rows));
    }

    [Fact]
    public async Task An_unreadable_file_leaves_the_filing_as_it_was()
    {
        await using var house = await OpenAsync();
        await house.SendAsync(house.Loans(("L1", "100", "4")));

        var result = await house.Get<FilingIntake>().FileAsync(
            Preparer, house.Key, [house.File("holiday.csv", "a,b\n1,2\n")], Token);

        Assert.NotEmpty(result.Notes);
        Assert.Equal(1, result.Filing!.Table("TL")!.Rows);
    }

    [Fact]
    public async Task A_finding_names_file_line_and_key()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "100", "4"), ("L2", "-5", "4")));

        var page = await house.Get<FindingsReader>().PageAsync(Preparer, filing.Id, new FindingsQuery(), Token);

        var row = Assert.Single(page!.Rows);
        Assert.Equal(("TL.csv", 3L, "L2", "TL_BALANCE_RANGE"), (row.File, row.Finding.LineNo, row.Finding.Key, row.Finding.Rule));
    }

    [Fact]
    public async Task Without_a_profile_what_is_uploaded_is_what_is_due()
    {
        await using var house = await OpenAsync(profiled: false);

        var filing = await house.SendAsync(house.Loans(("L1", "100", "4")));

        Assert.Equal("TL", Assert.Single(filing.Tables).Table);
        Good(await house.Desk.SubmitAsync(Preparer, filing.Id, Token));
    }

    [Fact]
    public async Task One_file_for_many_filers_is_split_and_keeps_its_lines()
    {
        await using var house = await OpenAsync(profiled: false);
        var file = house.File(
            "TL.csv", "TL_ID,TL_BORROWER,TL_BALANCE,TL_RATE,TL_DATE\nX1,B1,1,4,2025-06-30\nX2,B2,2,4,2025-06-30\nX3,B1,-3,4,2025-06-30\n");

        var results = await house.Get<FilingIntake>().FileSplitAsync(
            Registry.Viewer.Operator("root"), "tiny", June, [file], new FilerColumn("TL_BORROWER", f => f), Token);

        Assert.Equal([2L, 1L], results.Select(r => r.Filing!.Table("TL")!.Rows));
        var page = await house.Get<FindingsReader>().PageAsync(Preparer, results[0].Filing!.Id, new FindingsQuery(), Token);
        Assert.Equal(4, Assert.Single(page!.Rows).Finding.LineNo);
    }

    [Fact]
    public async Task A_batch_is_filed_checked_certified_and_accepted_in_one_go()
    {
        await using var house = await OpenAsync();
        SentFiling Sent(string bank) => new(bank, [house.Loans(("L" + bank, "100", "30"))]) { ZeroTables = ["TP"] };
        var results = await house.Get<FilingIntake>().FileManyAsync(
            Registry.Viewer.Operator("演示"), "tiny", June, [Sent(Bank), Sent(OtherBank)], Token);

        var batch = await house.Get<FilingBatch>().CertifyAndAcceptAsync(
            "tiny", June, b => new BatchPeople(
                Person("p", Registry.Roles.Preparer, b), Person("r", Registry.Roles.Reviewer, b),
                Person("s", Registry.Roles.Signer, b), Approver),
            "属实", Token);

        Assert.All(results, r => Assert.Equal(1, r.Check!.Warnings));
        Assert.Equal(2, batch.Accepted);
        Assert.Empty(batch.Blocked);
        var said = await house.Get<ExplanationDesk>().ListAsync(Approver, results[0].Filing!.Id, Token);
        Assert.Equal((ExplanationVerdict.Accepted, Approver.AccountName), (said.Single().Verdict, said.Single().JudgedBy));
    }

    [Fact]
    public async Task A_batch_keeps_the_four_eyes_rule()
    {
        await using var house = await OpenAsync();
        await house.ReadyAsync();

        await house.Desk.SubmitAsync(Preparer, (await house.Get<FilingList>().IdOfAsync(Preparer, house.Key, Token))!.Value, Token);
        var batch = await house.Get<FilingBatch>().CertifyAndAcceptAsync(
            "tiny", June, _ => new BatchPeople(Preparer, Preparer, Preparer, Approver), null, Token);

        Assert.Equal("FIL1004", Assert.Single(Assert.Single(batch.Blocked).Why).Code);
    }

    [Fact]
    public async Task A_rule_over_two_periods_reads_the_accepted_period_before()
    {
        await using var house = await OpenAsync();
        await house.AcceptedAsync();
        house.Time.Now = new DateTimeOffset(2025, 8, 2, 2, 0, 0, TimeSpan.Zero);

        var result = await house.Get<FilingIntake>().FileAsync(
            Preparer, house.Key with { AsOf = new DateOnly(2025, 7, 31) }, [house.Loans(("L1", "100", "4"))], Token);

        Assert.Contains("TL_prev", result.Check!.Tables, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_step_is_in_the_audit_log()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();
        await using var context = await house.ContextAsync();

        var actions = await context.AuditEntries.Where(a => a.Subject == $"filing/{id}").OrderBy(a => a.Sequence)
            .Select(a => a.Action).ToListAsync(Token);

        Assert.Equal(
            [
                "filing.Open", "filing.Upload", "filing.Check", "filing.DeclareZero", "filing.Check", "filing.Submit",
                "filing.Review", "filing.receipt", "filing.Sign", "filing.Accept",
            ],
            actions);
    }
}
