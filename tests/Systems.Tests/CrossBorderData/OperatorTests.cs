using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.Systems.Tests.CrossBorderData;

public sealed class OperatorTests
{
    [Fact]
    public async Task The_gate_takes_the_closed_schema_only_and_logs_each_refusal_without_its_content()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var provider = ProviderFolder.Open(house.At("P"));
        var keys = provider.Keys(BorderHouse.Passphrase);
        var hour = LogEntry.HourOf(house.Clock.Now);
        var good = new LogEntry(EntryKind.Statement, 3, default, keys.Ed25519.Id, hour, hour + 24, 7);
        Assert.Null(house.Gate.Read(LogSubmission.Of(good, keys)).Refusal);

        var stranger = StatementKeys.Generate(BorderHouse.Name);
        byte[] other = [.. LogSubmission.Of(good, keys)];
        other[8] ^= 1;
        var cases = new (string Code, byte[] Submission)[]
        {
            ("XBD2020", []), ("XBD2020", "李明 4403"u8.ToArray()), ("XBD2020", [.. LogSubmission.Of(good, keys), 0]),
            ("XBD2020", new byte[LogSubmission.Length]),
            ("XBD2021", LogSubmission.Of(good with { KeyId = stranger.Ed25519.Id }, stranger)),
            ("XBD2022", LogSubmission.Of(good, stranger)), ("XBD2022", other),
            ("XBD2023", LogSubmission.Of(good with { Scenario = 999 }, keys)),
            ("XBD2023", LogSubmission.Of(good with { Kind = EntryKind.StatusList }, keys)),
            ("XBD2024", LogSubmission.Of(good with { IssuedHour = hour - 2 }, keys)),
            ("XBD2024", LogSubmission.Of(good with { IssuedHour = hour + 2 }, keys)),
            ("XBD2024", LogSubmission.Of(good with { ExpiryHour = hour }, keys)),
            ("XBD2024", LogSubmission.Of(good with { ExpiryHour = hour + (30 * 24) + 2 }, keys)),
            ("XBD2025", LogSubmission.Of(good with { StatusIndex = StatusList.Size }, keys)),
            ("XBD2025", LogSubmission.Of(good with { Kind = EntryKind.StatusList, Scenario = 0 }, keys)),
        };
        foreach (var (code, submission) in cases)
            Assert.Equal(code, house.Gate.Read(submission).Refusal!.Code);

        var lines = await File.ReadAllLinesAsync(house.At("refused.log"), BorderHouse.Token);
        Assert.Equal(cases.Select(c => $$"""{"at":"2026-11-30T02:00:00Z","code":"{{c.Code}}","bytes":{{c.Submission.Length}}}"""), lines);
    }

    [Fact]
    public async Task An_entry_sent_twice_is_logged_once_and_gets_its_proof_again()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var provider = ProviderFolder.Open(house.At("P"));
        var submission = Submission(house, provider.Keys(BorderHouse.Passphrase), 7);
        var first = await house.Operator.SubmitAsync(submission, BorderHouse.Token);
        var again = await house.Operator.SubmitAsync(submission, BorderHouse.Token);
        Assert.Equal(first.Proof!.Value.ToArray(), again.Proof!.Value.ToArray());
    }

    [Fact]
    public async Task Entries_that_wait_together_share_a_checkpoint_and_each_gets_a_proof()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var provider = ProviderFolder.Open(house.At("P"));
        var keys = provider.Keys(BorderHouse.Passphrase);
        var before = house.Rounds;
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(
            () => house.Operator.SubmitAsync(Submission(house, keys, (uint)i), BorderHouse.Token), BorderHouse.Token)));
        Assert.All(answers, a => Assert.NotNull(a.Proof));
        Assert.Equal(200, answers.Select(a => TransparencyLogVerifier.Proofs.InclusionProof.Read(a.Proof!.Value.Span).Proof!.Index).Distinct().Count());
        Assert.InRange(house.Rounds - before, 1, 100);
    }

    [Fact]
    public async Task Without_a_quorum_of_witnesses_no_proof_is_given_and_a_later_try_gives_it()
    {
        await using var house = await BorderHouse.CreateAsync();
        using var provider = ProviderFolder.Open(house.At("P"));
        var submission = Submission(house, provider.Keys(BorderHouse.Passphrase), 7);
        house.IsWitnessAway = true;
        Assert.Equal("XBD2026", (await house.Operator.SubmitAsync(submission, BorderHouse.Token)).Refusal!.Code);
        house.IsWitnessAway = false;
        Assert.NotNull((await house.Operator.SubmitAsync(submission, BorderHouse.Token)).Proof);
    }

    private static byte[] Submission(BorderHouse house, StatementKeys keys, uint index)
    {
        var hour = LogEntry.HourOf(house.Clock.Now);
        return LogSubmission.Of(new LogEntry(EntryKind.Statement, 3, default, keys.Ed25519.Id, hour, hour + 24, index), keys);
    }
}
