using System.Text;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Photos;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>Photos of visits: nothing but pixels, encrypted, for whom they are, and not for longer.</summary>
public sealed class PhotoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_photo_is_kept_upright_without_exif_encrypted_and_read_again_by_street_and_district_only()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        var sent = Pictures.WithExif(400, 200, Pictures.TurnedRight);
        Assert.Contains(Pictures.Place, Encoding.Latin1.GetString(sent), StringComparison.Ordinal);
        var photo = await AddedAsync(house, visit, sent);
        Assert.Equal((200, 400, 1), (photo.Width, photo.Height, photo.Ordinal));
        var desk = house.Get<PhotoDesk>();
        foreach (var viewer in new[] { VisitHouse.Officer, VisitHouse.SecondOfficer, VisitHouse.Team })
        {
            var picture = await desk.ReadAsync(viewer, photo.Id, Token);
            Assert.DoesNotContain(Pictures.Place, Encoding.Latin1.GetString(picture!), StringComparison.Ordinal);
            Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(picture!), StringComparison.Ordinal);
            using var shown = SKBitmap.Decode(picture);
            Assert.True(shown.GetPixel(100, 50).Red > 200 && shown.GetPixel(100, 350).Blue > 200); // turned: the left is the top
        }

        foreach (var viewer in new[] { VisitHouse.FarOfficer, VisitHouse.FarTeam, VisitHouse.Owner, VisitHouse.Regulator })
            Assert.Null(await desk.ReadAsync(viewer, photo.Id, Token));
        var file = Assert.Single(Directory.GetFiles(house.Get<PhotoStore>().Folder, "*", SearchOption.AllDirectories));
        Assert.DoesNotContain("JFIF", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task Other_formats_become_jpeg_and_a_large_picture_is_made_smaller(SKEncodedImageFormat format)
    {
        await using var house = await VisitHouse.OpenAsync();
        var photo = await AddedAsync(house, await house.VisitedAsync(VisitHouse.Firm(1)), Pictures.Of(3200, 1600, format));
        Assert.Equal((1600, 800), (photo.Width, photo.Height));
        using var codec = SKCodec.Create(new MemoryStream((await house.Get<PhotoDesk>().ReadAsync(VisitHouse.Officer, photo.Id, Token))!));
        Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
    }

    [Fact]
    public async Task What_is_no_photo_is_refused_with_its_reason_and_leaves_nothing()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        var whole = Pictures.Of(800, 600);
        foreach (var wrong in new[] { Encoding.UTF8.GetBytes("<script>alert(1)</script>"), [], whole[..(whole.Length / 2)], Pictures.Of(10, 10)[..30] })
            VisitHouse.Refused("VIS1071", await AddAsync(house, visit, wrong));
        VisitHouse.Refused("VIS1070", await AddAsync(house, visit, new byte[house.Get<PhotoDesk>().MostBytes + 1]));
        VisitHouse.Refused("VIS1073", await house.Get<PhotoDesk>().AddAsync(
            VisitHouse.Officer, new PhotoRequest(Guid.CreateVersion7(), visit.Id, null, whole), Token));
        VisitHouse.Refused("VIS1073", await house.Get<PhotoDesk>().AddAsync(
            VisitHouse.Officer, new PhotoRequest(Guid.CreateVersion7(), visit.Id, new DateOnly(2020, 1, 1), whole), Token));
        VisitHouse.Refused("VIS1001", await AddAsync(house, visit, whole, VisitHouse.FarOfficer));
        VisitHouse.Refused("VIS1002", await AddAsync(house, visit, whole, VisitHouse.Team));
        Assert.Empty((await house.Get<PhotoDesk>().OfAsync(VisitHouse.Officer, visit.Id, Token)).Photos);
        Assert.False(Directory.Exists(house.Get<PhotoStore>().Folder));
    }

    [Fact]
    public void A_small_file_that_holds_a_huge_picture_is_not_decoded()
    {
        var (photo, why) = PhotoCleaner.Clean(Pictures.Of(9000, 7000, SKEncodedImageFormat.Png), 1600);
        Assert.Null(photo);
        Assert.Equal("VIS1074", why!.Code);
        Assert.True(9000L * 7000 > PhotoLimits.Pixels);
    }

    [Fact]
    public async Task A_photo_sent_again_is_one_photo_another_with_its_id_is_refused_and_the_number_has_a_limit()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        var id = Guid.CreateVersion7();
        var one = Pictures.Of(100, 100);
        VisitHouse.Done(await AddAsync(house, visit, one, id: id));
        VisitHouse.Done(await AddAsync(house, visit, one, id: id));
        VisitHouse.Refused("VIS1004", await AddAsync(house, visit, Pictures.Of(101, 100), id: id));
        var most = house.Get<VisitPolicy>().Whole("photos_max", house.Get<VisitPolicy>().Today());
        for (var n = 1; n < most; n++)
            Assert.Equal(n + 1, (await AddedAsync(house, visit, Pictures.Of(100 + n, 100))).Ordinal);
        VisitHouse.Refused("VIS1072", await AddAsync(house, visit, Pictures.Of(200, 100)));
        Assert.Equal(most, (await house.Get<PhotoDesk>().OfAsync(VisitHouse.Team, visit.Id, Token)).Photos.Count);
        Assert.Equal(most, Directory.GetFiles(house.Get<PhotoStore>().Folder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_photo_is_deleted_when_its_time_is_over_and_says_so()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        var photo = await AddedAsync(house, visit, Pictures.Of(100, 100));
        var policy = house.Get<VisitPolicy>();
        Assert.Equal(policy.Today().AddDays(policy.Whole("photo_days", policy.Today())), photo.DeleteOn);
        house.Time.Now = VisitPolicy.InstantOf(photo.DeleteOn.ToDateTime(TimeOnly.MinValue)).AddMinutes(-1);
        Assert.Equal(0, await house.Get<PhotoSweep>().RunAsync(Token));
        Assert.NotNull(await house.Get<PhotoDesk>().ReadAsync(VisitHouse.Officer, photo.Id, Token));
        house.Time.Now = house.Time.Now.AddMinutes(2);
        Assert.Null(await house.Get<PhotoDesk>().ReadAsync(VisitHouse.Officer, photo.Id, Token)); // also before the sweep comes
        Assert.Equal(1, await house.Get<PhotoSweep>().RunAsync(Token));
        Assert.Equal(0, await house.Get<PhotoSweep>().RunAsync(Token));
        var kept = Assert.Single((await house.Get<PhotoDesk>().OfAsync(VisitHouse.Officer, visit.Id, Token)).Photos);
        Assert.True(kept is { DeletedAt: not null, IsRevoked: false });
        Assert.Empty(Directory.GetFiles(house.Get<PhotoStore>().Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Photos_are_not_shown_while_the_declaration_has_no_consent_and_are_deleted_when_it_is_revoked()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        var photo = await AddedAsync(house, visit, Pictures.Of(100, 100));
        var one = await house.DeclaredAsync(VisitHouse.Firm(1)); // agrees to all three
        Assert.NotNull(await house.Get<PhotoDesk>().ReadAsync(VisitHouse.Team, photo.Id, Token));
        VisitHouse.Done(await house.Desk.RevokeAsync(VisitHouse.Owner, one.Id, ConsentKinds.Photos, Token));
        var (photos, hasConsent) = await house.Get<PhotoDesk>().OfAsync(VisitHouse.Team, visit.Id, Token);
        Assert.Equal((1, false), (photos.Count, hasConsent));
        Assert.Null(await house.Get<PhotoDesk>().ReadAsync(VisitHouse.Team, photo.Id, Token));
        Assert.Equal(1, await house.Get<PhotoSweep>().RunAsync(Token));
        Assert.True(Assert.Single((await house.Get<PhotoDesk>().OfAsync(VisitHouse.Team, visit.Id, Token)).Photos).IsRevoked);
        await using var context = await house.ContextAsync();
        Assert.Equal(1, await context.AuditEntries.CountAsync(a => a.Action == "photo.delete", Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Consent_that_is_revoked_holds_for_photos_of_every_entity_of_the_family(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        var photo = await AddedAsync(house, visit, Pictures.Of(100, 100));
        var one = await house.DeclaredAsync(VisitHouse.Firm(2));
        VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, visit.EntityId, one.EntityId, "重复", Token));
        Assert.NotNull(await house.Get<PhotoDesk>().ReadAsync(VisitHouse.Team, photo.Id, Token));
        VisitHouse.Done(await house.Desk.RevokeAsync(VisitHouse.Owner, one.Id, ConsentKinds.Photos, Token));
        Assert.Null(await house.Get<PhotoDesk>().ReadAsync(VisitHouse.Team, photo.Id, Token));
        Assert.Equal(1, await house.Get<PhotoSweep>().RunAsync(Token));
    }

    [Fact]
    public async Task A_declaration_without_consent_to_photos_hides_them_and_deletes_nothing()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visit = await house.VisitedAsync(VisitHouse.Firm(1));
        var photo = await AddedAsync(house, visit, Pictures.Of(100, 100));
        var declaration = house.Declaration(VisitHouse.Firm(1));
        VisitHouse.Done(await house.Desk.DeclareAsync(VisitHouse.Owner, declaration with
        {
            Consents = declaration.Consents.Where(c => c.Key != ConsentKinds.Photos).ToDictionary(c => c.Key, c => c.Value),
        }, Token));
        Assert.Null(await house.Get<PhotoDesk>().ReadAsync(VisitHouse.Team, photo.Id, Token));
        Assert.Equal(0, await house.Get<PhotoSweep>().RunAsync(Token));
    }

    [Fact]
    public async Task A_file_that_no_photo_names_is_swept_when_it_is_old()
    {
        await using var house = await VisitHouse.OpenAsync();
        var photo = await AddedAsync(house, await house.VisitedAsync(VisitHouse.Firm(1)), Pictures.Of(100, 100));
        var store = house.Get<PhotoStore>();
        var orphan = Guid.CreateVersion7();
        await store.WriteAsync(orphan, [1, 2, 3], Token);
        foreach (var file in Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, house.Time.Now.UtcDateTime.AddHours(-23));
        await house.Get<PhotoSweep>().RunAsync(Token);
        Assert.NotNull(await store.ReadAsync(orphan, Token));
        house.Time.Now = house.Time.Now.AddHours(2);
        await house.Get<PhotoSweep>().RunAsync(Token);
        Assert.Null(await store.ReadAsync(orphan, Token));
        Assert.NotNull(await store.ReadAsync(photo.Id, Token));
    }

    private static async Task<VisitPhoto> AddedAsync(VisitHouse house, Visit visit, byte[] content) =>
        VisitHouse.Done(await AddAsync(house, visit, content));

    private static Task<VisitAnswer<VisitPhoto>> AddAsync(
        VisitHouse house, Visit visit, byte[] content, Registry.Viewer? officer = null, Guid? id = null) =>
        house.Get<PhotoDesk>().AddAsync(
            officer ?? VisitHouse.Officer,
            new PhotoRequest(
                id ?? Guid.CreateVersion7(), visit.Id, house.Get<VisitPolicy>().Consent(ConsentKinds.Photos).Version, content),
            Token);
}
