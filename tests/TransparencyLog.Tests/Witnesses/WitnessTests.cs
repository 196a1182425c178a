using System.Globalization;
using System.Text;
using Huoshui.TransparencyLog.Tests.Attacks;
using Huoshui.TransparencyLog.Witnesses;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Witnesses;

public sealed class WitnessTests : IDisposable
{
    private readonly WitnessKeys _keys = WitnessKeys.Generate("witness.example/w1");
    private readonly List<WitnessDesk> _desks = [];

    [Fact]
    public async Task A_witness_cosigns_a_log_as_it_grows_and_a_quorum_accepts()
    {
        using var log = await TestLog.CreateAsync();
        var desk = Desk(log);
        foreach (var (size, next) in new[] { (0, 3), (3, 4), (7, 0), (7, 300) })
        {
            await log.AppendAsync(size, next);
            var answer = desk.AddCheckpoint(Request(log, size));
            Assert.Equal((200, "text/plain; charset=utf-8"), (answer.Status, answer.ContentType));
            await using var writer = log.Open();
            await writer.AddSignaturesAsync(SignedNote.ReadLines(Encoding.UTF8.GetBytes(answer.Body))!, TestLog.Stop);
        }

        var policy = new VerificationPolicy(log.Policy.LogKeys, [_keys.Public], 1);
        var verdict = ProofVerifier.Verify(new LogReader(log.Folder).Prove(200).ToArray(), policy);
        Assert.Empty(verdict.Refusals);
        Assert.Equal("witness.example/w1", verdict.Checkpoint!.Witnesses.Single().Name);
    }

    [Fact]
    public async Task The_last_cosigned_checkpoint_is_served_by_the_hash_of_the_origin()
    {
        using var log = await TestLog.CreateAsync(3);
        var desk = Desk(log);
        var hash = WitnessDesk.OriginHash(TestLog.Origin);
        Assert.Null(desk.Latest(hash));
        desk.AddCheckpoint(Request(log, 0));
        var policy = new VerificationPolicy(log.Policy.LogKeys, [_keys.Public], 1) { AnyLogKey = true };
        Assert.Empty(CheckpointVerifier.Verify(desk.Latest(hash), policy).Refusals);
        Assert.Null(desk.Latest("../../witness"));
        Assert.Null(desk.Latest(hash.ToUpperInvariant()));
    }

    [Fact]
    public async Task A_request_that_is_malformed_gets_400()
    {
        using var log = await TestLog.CreateAsync(3);
        var note = Encoding.UTF8.GetString(new LogReader(log.Folder).CheckpointNote);
        foreach (var body in new[]
        {
            "", "old 0\n", "old 00\n\n" + note, "old -1\n\n" + note, "old 0\nAAAA\n\n" + note, "new 0\n\n" + note,
            "old 0\n\n" + note[..^1], "old 0\n" + string.Concat(Enumerable.Repeat(TreeHash.Sha256.Empty.ToBase64() + "\n", 64)) + "\n" + note,
            "old 4\n\n" + note,
        })
        {
            Assert.Equal(400, Desk(log).AddCheckpoint(Encoding.UTF8.GetBytes(body)).Status);
            CloseDesks();
        }
    }

    [Fact]
    public async Task An_unknown_origin_gets_404_and_an_untrusted_signature_403()
    {
        using var log = await TestLog.CreateAsync(3);
        using var other = await TestLog.CreateAsync(3, hasFreshKeys: true);
        var stranger = Huoshui.TransparencyLog.Keys.LogKeys.Generate("log.example.cn/other");
        var head = new Checkpoint(stranger.Origin, new TreeHead(0, TreeHash.Sha256.Empty), []);
        var desk = Desk(log);
        var note = stranger.Sign(head, TreeHash.Sm3.Empty).ToArray();
        Assert.Equal(404, desk.AddCheckpoint(new WitnessRequest(0, [], note).ToArray()).Status);
        Assert.Equal(403, desk.AddCheckpoint(Request(other, 0)).Status);
    }

    [Fact]
    public async Task A_size_that_is_not_the_last_one_gets_409_with_the_size()
    {
        using var log = await TestLog.CreateAsync(3);
        var desk = Desk(log);
        desk.AddCheckpoint(Request(log, 0));
        await log.AppendAsync(3, 5);
        var answer = desk.AddCheckpoint(Request(log, 2));
        Assert.Equal((409, "text/x.tlog.size", "3\n"), (answer.Status, answer.ContentType, answer.Body));
    }

    [Fact]
    public async Task A_proof_that_does_not_verify_gets_422()
    {
        using var log = await TestLog.CreateAsync(3);
        var desk = Desk(log);
        var note = new LogReader(log.Folder).CheckpointNote;
        Assert.Equal(422, desk.AddCheckpoint(new WitnessRequest(0, [TreeHash.Sha256.Empty], note).ToArray()).Status);
        desk.AddCheckpoint(Request(log, 0));
        await log.AppendAsync(3, 5);
        var reader = new LogReader(log.Folder);
        Assert.Equal(422, desk.AddCheckpoint(new WitnessRequest(3, [], reader.CheckpointNote).ToArray()).Status);
        Digest[] wrong = [.. reader.Consistency(3).Skip(1), TreeHash.Sha256.Empty];
        Assert.Equal(422, desk.AddCheckpoint(new WitnessRequest(3, wrong, reader.CheckpointNote).ToArray()).Status);
    }

    [Theory]
    [InlineData(10, 10, 409)]
    [InlineData(10, 14, 422)]
    public async Task A_fork_is_refused_and_kept_as_a_proof_that_anybody_can_verify(int oldSize, int newSize, int status)
    {
        var (first, second) = await HistoryAttacks.ForkAsync(oldSize, newSize);
        using (first)
        using (second)
        {
            var desk = Desk(first);
            Assert.Equal(200, desk.AddCheckpoint(Request(first, 0)).Status);
            Assert.Equal(status, desk.AddCheckpoint(Request(second, oldSize)).Status);
            var kept = Assert.Single(Directory.GetFiles(Path.Combine(first.Beside("witness"), "forks")));
            var policy = new VerificationPolicy([first.Keys.Ed25519, first.Keys.Sm2]) { AnyLogKey = true };
            Assert.Empty(ForkProof.Verify(File.ReadAllBytes(kept), policy));
        }
    }

    [Fact]
    public async Task A_log_that_was_rolled_back_is_refused_also_after_the_witness_restarted()
    {
        using var log = await TestLog.CreateAsync(5);
        var old = Request(log, 0);
        await log.AppendAsync(5, 5);
        Desk(log).AddCheckpoint(Request(log, 0));
        CloseDesks();
        Assert.Equal("10\n", Desk(log).AddCheckpoint(old).Body);
    }

    [Fact]
    public async Task Of_two_requests_at_once_the_larger_tree_stays()
    {
        using var log = await TestLog.CreateAsync(5);
        var desk = Desk(log);
        desk.AddCheckpoint(Request(log, 0));
        var requests = new List<byte[]>();
        for (var size = 5; size < 15; size++)
        {
            await log.AppendAsync(size, 1);
            requests.Add(Request(log, 5));
        }

        var answers = await Task.WhenAll(requests.Select(r => Task.Run(() => desk.AddCheckpoint(r))));
        var winner = Array.FindIndex(answers, a => a.Status == 200);
        Assert.Single(answers, a => a.Status == 200);
        Assert.Equal((6 + winner).ToString(CultureInfo.InvariantCulture) + "\n", desk.AddCheckpoint(requests[0]).Body);
    }

    [Fact]
    public async Task A_folder_has_one_witness()
    {
        using var log = await TestLog.CreateAsync();
        Desk(log);
        Assert.Equal("LOG2004", Assert.Throws<LogRefusedException>(() => Desk(log)).Reason.Code);
    }

    public void Dispose() => CloseDesks();

    private WitnessDesk Desk(TestLog log)
    {
        var desk = new WitnessDesk(log.Beside("witness"), _keys, [log.Keys.Ed25519, log.Keys.Sm2], TimeProvider.System);
        _desks.Add(desk);
        return desk;
    }

    private void CloseDesks()
    {
        _desks.ForEach(desk => desk.Dispose());
        _desks.Clear();
    }

    private static byte[] Request(TestLog log, long old)
    {
        var reader = new LogReader(log.Folder);
        return new WitnessRequest(old, reader.Consistency(old), reader.CheckpointNote).ToArray();
    }
}
