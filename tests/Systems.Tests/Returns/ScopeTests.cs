using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Huoshui.Systems.Returns.Uploads;
using Huoshui.Warehouse;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

public sealed class ScopeTests
{
    [Fact]
    public async Task A_guessed_id_of_another_institution_is_not_found()
    {
        await using var house = await OpenAsync();
        var id = await house.ReadyAsync();

        Assert.Null(await house.Get<FilingList>().FindAsync(Stranger, id, Token));
        Assert.Null(await house.Get<FindingsReader>().PageAsync(Stranger, id, new FindingsQuery(), Token));
        Refused("FIL1001", await house.Desk.SubmitAsync(Stranger, id, Token));
    }

    [Fact]
    public async Task Filing_for_another_institution_is_refused_before_anything_is_told_of_it()
    {
        await using var house = await OpenAsync();

        var result = await house.Get<FilingIntake>().FileAsync(Stranger, house.Key, [house.Loans(("L1", "1", "4"))], Token);

        Assert.Equal("FIL1007", Assert.Single(result.Notes).Code);
    }

    [Fact]
    public async Task A_return_is_offered_to_whom_the_calendar_asks_for_it_and_to_nobody_exempt()
    {
        await using var house = await OpenAsync();
        var opener = house.Get<FilingOpener>();
        async Task<bool> Offers(Registry.Viewer viewer) =>
            (await opener.OfferedAsync(viewer, Token)).Any(r => r.Id == "tiny");
        Assert.True(await Offers(Preparer) && await Offers(Stranger) && await Offers(Analyst));

        await using var context = await house.ContextAsync();
        context.AddRange(Exempt(Bank, June), Exempt(OtherBank, new DateOnly(2000, 1, 1)));
        await context.SaveChangesAsync(Token);

        Assert.True(await Offers(Preparer)); // of the dates before
        Assert.False(await Offers(Stranger));
        Assert.True(await Offers(Analyst));
    }

    private static ProfileRule Exempt(string institution, DateOnly from) => new()
    {
        Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
        InstitutionId = institution,
        ReturnId = "tiny",
        Duty = Duty.NotApplicable,
        From = from,
    };

    [Fact]
    public async Task A_list_holds_the_viewers_own_filings_only()
    {
        await using var house = await OpenAsync();
        await house.ReadyAsync();
        var list = house.Get<FilingList>();

        Assert.Equal(1, (await list.PageAsync(Reviewer, new FilingQuery(), Token)).Total);
        Assert.Equal(1, (await list.PageAsync(Analyst, new FilingQuery(), Token)).Total);
        Assert.Equal(0, (await list.PageAsync(Stranger, new FilingQuery(), Token)).Total);
        Assert.Equal(0, (await list.PageAsync(Registry.Viewer.Public, new FilingQuery(), Token)).Total);
    }

    [Fact]
    public async Task An_administrator_sees_no_filing()
    {
        await using var house = await OpenAsync();
        await house.ReadyAsync();

        var page = await house.Get<FilingList>().PageAsync(
            Person("admin", Registry.Roles.SystemAdministrator, null), new FilingQuery(), Token);

        Assert.Equal(0, page.Total);
    }

    [Fact]
    public async Task An_upload_of_another_account_is_not_found()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "100", "4")));
        var upload = await house.Get<UploadDesk>().CreateAsync(Preparer, filing.Id, "TL.csv", 10, Token);

        Assert.Null(await house.Get<UploadDesk>().FindAsync(Stranger, upload.Value!.Id, Token));
        Assert.NotNull(await house.Get<UploadDesk>().FindAsync(Preparer, upload.Value.Id, Token));
    }

    [Fact]
    public async Task Values_of_personal_fields_are_masked_for_whoever_lacks_the_field_class()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "100", "30")));
        var clear = Preparer with { SeesClear = true };

        var masked = await house.Get<FindingsReader>().PageAsync(Preparer, filing.Id, new FindingsQuery(), Token);
        var open = await house.Get<FindingsReader>().PageAsync(clear, filing.Id, new FindingsQuery(), Token);

        Assert.DoesNotContain("李四", masked!.Rows[0].Finding.MessageZh, StringComparison.Ordinal);
        Assert.Contains("李四", open!.Rows[0].Finding.MessageZh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_regulator_sees_masks_even_with_the_field_class()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "100", "30")));

        var page = await house.Get<FindingsReader>().PageAsync(
            Analyst with { SeesClear = true }, filing.Id, new FindingsQuery(), Token);

        Assert.DoesNotContain("李四", page!.Rows[0].Finding.MessageZh, StringComparison.Ordinal);
    }
}
