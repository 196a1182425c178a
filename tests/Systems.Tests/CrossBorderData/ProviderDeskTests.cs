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
    public async Task A_log_that_hangs_or_fails_is_told_and_neither_ends_the_clock_nor_loses_a_package()
    {
        await using var house = await BorderHouse.CreateAsync();
        Exception? thrown = null;
        using var desk = new ProviderDesk(
            ProviderFolder.Open(house.At("P")), BorderHouse.Passphrase, BorderHouse.Library,
            (bytes, token) => thrown is null ? house.Operator.SubmitAsync(bytes, token) : throw thrown, house.Clock);
        await desk.IssueAsync("k", BorderHouse.Statement);
        house.Clock.Now += TimeSpan.FromHours(13);
        thrown = new TaskCanceledException("the time-out of a client", new TimeoutException());
        Assert.True(await desk.PublishIfDueAsync(Token) > TimeSpan.Zero);
        Assert.Contains("XBD2036", desk.State.Problem, StringComparison.Ordinal);
        Assert.Equal("XBD2036", (await DeskAnswer.OfAsync(() => desk.PublishAsync(true, Token)))!.Code);
        Assert.Equal("XBD2036", (await DeskAnswer.OfAsync(() => desk.IssueAsync("l", BorderHouse.Statement))).Refusal!.Code);
        thrown = new InvalidOperationException("something else");
        await desk.PublishIfDueAsync(Token);
        Assert.Equal("something else", desk.State.Problem);
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => desk.PublishIfDueAsync(ended.Token));
        thrown = null;
        await desk.PublishIfDueAsync(Token);
        Assert.Null(desk.State.Problem);
    }

    [Theory]
    [InlineData("2026-11-30 08:30", "yes", "XBD2042")]
    [InlineData("30/11/2026", "yes", "XBD2042")]
    [InlineData("2026-11-30T08:30Z", "yes", "XBD2041")]
    [InlineData("2026-11-29T08:30 08:00", "yes", "XBD2042")]
    [InlineData("2026-11-29T08:30 UTC", "yes", "XBD2042")]
    [InlineData("0001-01-01T00:00", "yes", "XBD2042")]
    [InlineData("2026-11-29T08:30,2026-11-29T08:30", "yes", "XBD2042")]
    [InlineData(" ", "yes", "XBD2042")]
    [InlineData("2027-11-30T08:30", "yes", "XBD2041")]
    [InlineData("", "", "XBD2043")]
    [InlineData("2026-11-29T08:30", null, "XBD2043")]
    public async Task A_rotation_that_the_form_does_not_ask_for_clearly_changes_no_key(string since, string? sure, string code)
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house);
        var keys = desk.Profile.Keys.Count;
        Assert.Equal(code, (await desk.RotateAsync(since, sure, Token))!.Code);
        Assert.Equal(keys, desk.Profile.Keys.Count);
    }

    [Theory]
    [InlineData("2026-11-29T08:30")]
    [InlineData("2026-11-29T08:30:00")]
    [InlineData("2026-11-29T00:30Z")]
    [InlineData("2026-11-29T08:30+0800")]
    [InlineData("2026-11-28T16:30-08:00")]
    public async Task A_compromise_is_noted_in_the_time_of_Hong_Kong(string since)
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house);
        Assert.Null(await desk.RotateAsync(since, "yes", Token));
        Assert.Contains(desk.Profile.Keys, k => k.CompromisedAt == new DateTimeOffset(2026, 11, 29, 0, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task What_is_issued_while_a_publication_takes_its_places_on_the_disk_holds_a_note_with_its_own_proof()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var desk = Open(house);
        var question = house.Question;
        house.Clock.Now += TimeSpan.FromMinutes(1);
        await File.WriteAllTextAsync(house.At("P/public/manifest.2.note"), "the next note, whose proof is still to come", Token);
        var package = (await desk.IssueAsync("k", BorderHouse.Statement)).Package!.ToArray();
        Assert.Empty(PackageVerifier.Verify(package, question with { Now = house.Clock.Now }).Refusals);
        Assert.NotNull(desk.State.Manifest);
    }

    [Fact]
    public async Task Keys_are_changed_when_what_was_begun_with_the_old_ones_is_logged_and_nothing_begins_meanwhile()
    {
        await using var house = await BorderHouse.CreateAsync();
        var (sent, answered) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var desk = new ProviderDesk(
            ProviderFolder.Open(house.At("P")), BorderHouse.Passphrase, BorderHouse.Library,
            async (bytes, token) =>
            {
                sent.TrySetResult();
                await answered.Task;
                return await house.Operator.SubmitAsync(bytes, token);
            },
            house.Clock);
        var before = desk.Profile.Keys.Count;
        var first = desk.IssueAsync("k", BorderHouse.Statement);
        await sent.Task;
        house.Clock.Now += TimeSpan.FromMinutes(30);
        var rotation = desk.RotateAsync(null, Token);
        var second = desk.IssueAsync("l", BorderHouse.Statement);
        Assert.NotSame(rotation, await Task.WhenAny(rotation, Task.Delay(TimeSpan.FromMilliseconds(300), Token)));
        Assert.Equal((before, 0), (desk.Profile.Keys.Count, desk.State.Taken - 1)); // the second has not begun
        answered.SetResult();
        Assert.Null(await rotation);
        Assert.Equal(before + 2, desk.Profile.Keys.Count);
        foreach (var answer in new[] { await first, await second })
            Assert.Empty(PackageVerifier.Verify(answer.Package!.ToArray(), house.Question).Refusals);
    }

    [Fact]
    public void A_line_that_could_not_be_written_whole_leaves_no_half_of_it()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "{}\n");
        using (var full = new FullDisk(path))
            Assert.Throws<IOException>(() => IssuedBook.Append(full, "{\"index\":1}\n"u8.ToArray()));
        Assert.Equal("{}\n", File.ReadAllText(path));
        using (var file = new FileStream(path, FileMode.Open))
            IssuedBook.Append(file, "{1}\n"u8.ToArray());
        Assert.Equal("{}\n{1}\n", File.ReadAllText(path));
        File.Delete(path);
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

        var whole = await File.ReadAllBytesAsync(house.At("P/issued.jsonl"), Token);
        await File.WriteAllBytesAsync(house.At("P/issued.jsonl"), [.. whole, .. "{\"index\":12, \"x\":\"征"u8[..^1]], Token);
        var book = new IssuedBook(house.At("P"));
        Assert.Equal(whole, await File.ReadAllBytesAsync(house.At("P/issued.jsonl"), Token));
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

    private sealed class FullDisk(string path) : FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, 0)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count / 2);
            throw new IOException("No space left on device");
        }
    }
}
