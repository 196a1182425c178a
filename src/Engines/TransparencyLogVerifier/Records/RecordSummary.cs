namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>What came out about a record, in one sentence that leaves out nothing that was not repeated.</summary>
internal static class RecordSummary
{
    public static RecordText Of(RecordVerdict verdict)
    {
        var (zh, en) = verdict.Holds ? ("记录与其证据一致", "the record follows from its evidence")
            : ("记录不成立", "the record does not hold");
        if (verdict.NotRepeated.Count > 0)
        {
            zh += "；未重验：" + string.Join('、', verdict.NotRepeated.Select(Chinese));
            en += "; not repeated: " + string.Join(", ", verdict.NotRepeated);
        }

        return new RecordText(zh, Traditional.Of(zh), en);
    }

    private static string Chinese(string id) => id switch
    {
        "document" => "文件",
        "holder" => "持有人",
        _ => "场景",
    };
}
