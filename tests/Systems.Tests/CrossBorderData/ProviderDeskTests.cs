using System.Text;
using Huoshui.Systems.CrossBorderData;
using Huoshui.Systems.CrossBorderData.Providing;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.Systems.Tests.CrossBorderData;

/// <summary>The provider's desk: what it keeps, what it holds for minutes, and what it never writes down.</summary>
public sealed class ProviderDeskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_request_under_one_key_gives_the_same_package_and_one_entry()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => desk.IssueAsync("k", BorderHouse.Statement)));
        Assert.All(answers, a => Assert.Equal(answers[0].Package!.ToArray(), a.Package!.ToArray()));
        Assert.Equal(1, desk.Issued.Count);
        Assert.Equal(1, desk.State.Taken);

        var other = await desk.IssueAsync("k", BorderHouse.Statement with { Purposes = ["kyc"] });
        Assert.Equal("XBD2032", other.Refusal!.Code);
    }

    [Fact]
    public async Task What_was_refused_may_be_tried_again_under_its_key()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house);
        house.IsWitnessAway = true;
        Assert.Equal("XBD2026", (await desk.IssueAsync("k", BorderHouse.Statement)).Refusal!.Code);
        house.IsWitnessAway = false;
        Assert.NotNull((await desk.IssueAsync("k", BorderHouse.Statement)).Package);
    }

    [Fact]
    public async Task A_package_is_held_for_its_time_and_no_longer()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house, new DeskLimits { Held = TimeSpan.FromMinutes(10) });
        await desk.IssueAsync("k", BorderHouse.Statement);
        house.Clock.Now += TimeSpan.FromMinutes(9);
        Assert.NotNull(desk.Held.Find("k"));
        house.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null(desk.Held.Find("k"));
    }

    [Theory]
    [InlineData(2, long.MaxValue)]
    [InlineData(int.MaxValue, 12_000)]
    public async Task More_packages_than_the_limit_push_out_the_oldest(int mostHeld, long bytes)
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house, new DeskLimits { MostHeld = mostHeld, HeldBytes = bytes });
        foreach (var key in new[] { "a", "b", "c" })
            await desk.IssueAsync(key, BorderHouse.Statement);
        Assert.True(desk.Held.Count < 3);
        Assert.Null(desk.Held.Find("a"));
        Assert.NotNull(desk.Held.Find("c"));
    }

    [Fact]
    public async Task A_revocation_has_a_reason_of_the_list_and_is_published_at_once()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house);
        var issued = (await desk.IssueAsync("k", BorderHouse.Statement)).Issued!;
        Assert.Equal("XBD2037", (await desk.RevokeAsync(issued.Index, "because 李明 asked", Token))!.Code);
        Assert.Equal("XBD2034", (await desk.RevokeAsync(issued.Index ^ 1, "subject", Token))!.Code);
        Assert.Null(await desk.RevokeAsync(issued.Index, "subject", Token));
        Assert.True(desk.State.Status!.IsRevoked(issued.Index));
        Assert.Equal("subject", desk.Issued.Find(issued.Index)!.Revocation!.Reason);
    }

    [Fact]
    public async Task New_keys_sign_from_then_on_and_a_compromise_in_the_future_is_refused()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house);
        Assert.Equal("XBD2041", (await desk.RotateAsync(house.Clock.Now.AddHours(1), Token))!.Code);
        var before = desk.State.Manifest!.Sequence;
        house.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null(await desk.RotateAsync(null, Token));
        Assert.Equal(before + 1, desk.State.Manifest!.Sequence);
        Assert.False(desk.State.HasUnpublishedKeys);
        Assert.Equal(4, desk.Profile.Keys.Count);
        var package = (await desk.IssueAsync("k", BorderHouse.Statement)).Package!.ToArray();
        Assert.Empty(PackageVerifier.Verify(package, house.Question).Refusals);
    }

    [Fact]
    public async Task The_status_list_is_published_by_itself_before_it_is_old()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house);
        var first = desk.State.Status!.Sequence;
        await desk.PublishIfDueAsync(Token);
        Assert.Equal(first, desk.State.Status!.Sequence);
        house.Clock.Now += TimeSpan.FromHours(13); // half of the scenarios' 24 hours is over
        await desk.PublishIfDueAsync(Token);
        Assert.Equal(first + 1, desk.State.Status!.Sequence);
        house.IsWitnessAway = true;
        house.Clock.Now += TimeSpan.FromHours(13);
        await desk.PublishIfDueAsync(Token);
        Assert.Contains("XBD2026", desk.State.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_book_survives_a_restart_and_a_torn_last_line_and_names_nobody()
    {
        await using var house = await BorderHouse.CreateAsync();
        IssuedPackage issued;
        using (var desk = Open(house))
        {
            issued = (await desk.IssueAsync("k", BorderHouse.Statement)).Issued!;
            await desk.RevokeAsync(issued.Index, "order", Token);
        }

        await File.AppendAllTextAsync(house.At("P/issued.jsonl"), "{\"index\":12", Token);
        var book = new IssuedBook(house.At("P"));
        Assert.Equal(1, book.Count);
        Assert.Equal("order", book.Find(issued.Index)!.Revocation!.Reason);
        foreach (var file in Directory.EnumerateFiles(house.At("P"), "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(file, Token);
            Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes("李明")) < 0, file);
        }

        await File.WriteAllTextAsync(house.At("P/issued.jsonl"), "not json\n{}\n", Token);
        Assert.Throws<InvalidDataException>(() => new IssuedBook(house.At("P")));
    }

    [Fact]
    public void A_token_opens_the_desk_and_nothing_else_does()
    {
        var (token, text) = DeskToken.Generate();
        Assert.True(token.Matches(text));
        Assert.False(token.Matches(text + "x"));
        Assert.False(token.Matches(null));
        var file = Path.GetTempFileName();
        File.WriteAllText(file, new string('a', DeskToken.ShortestLength - 1));
        Assert.Throws<InvalidDataException>(() => DeskToken.Read(file));
        File.WriteAllText(file, new string('a', DeskToken.ShortestLength) + "\n");
        Assert.True(DeskToken.Read(file).Matches(new string('a', DeskToken.ShortestLength)));
        File.Delete(file);
    }

    private static ProviderDesk Open(BorderHouse house, DeskLimits? limits = null) => new(
        ProviderFolder.Open(house.At("P")), BorderHouse.Passphrase, BorderHouse.Library, house.Operator.SubmitAsync,
        house.Clock, limits);
}
