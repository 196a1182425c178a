using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Systems.Returns;

/// <summary>
/// Every refusal of the system, with its code and what to do; docs/reference/filing-refusals.md lists them.
/// </summary>
internal static class Refusals
{
    public static Diagnostic NotFound(string id) => Error(
        "FIL1001", $"没有报送批次 {id}。请核对编号。", $"There is no filing {id}. Check the number.");

    public static Diagnostic NotAllowed(string actor, LocalizedText role) => Error(
        "FIL1002", $"{actor} 没有办理此步骤的权限，需要角色“{role.Zh}”。请由有权人员办理。",
        $"{actor} may not do this; it needs the role '{role.En}'. Ask somebody who has it.");

    public static Diagnostic WrongState(Filing filing, FilingAction action) => Error(
        "FIL1003", $"报送批次处于“{Words.State(filing.State).Zh}”，不能办理“{Words.Action(action).Zh}”。请刷新后按当前状态办理。",
        $"The filing is {Words.State(filing.State).En}; it cannot {Words.Action(action).En} now. Look at it again first.");

    public static Diagnostic SamePerson(string actor, FilingAction action) => Error(
        "FIL1004", $"{actor} 已在本批次中填报或复核，不能再“{Words.Action(action).Zh}”。请换人办理。",
        $"{actor} has already prepared or reviewed this filing and cannot {Words.Action(action).En} it. "
        + "Another person has to.");

    public static Diagnostic UnknownReturn(string returnId, IEnumerable<string> known) => Error(
        "FIL1005", $"没有报表“{returnId}”。可用的有：{string.Join("、", known)}。",
        $"There is no return '{returnId}'. Known: {string.Join(", ", known)}.");

    public static Diagnostic UnknownInstitution(string institutionId) => Error(
        "FIL1006", $"机构 {institutionId} 没有登记。请核对机构编号，或先导入机构名录。",
        $"Institution {institutionId} is not registered. Check the id, or import the institutions first.");

    public static Diagnostic ForeignInstitution(string institutionId) => Error(
        "FIL1007", $"您不能为机构 {institutionId} 报送。请用本机构的编号。",
        $"You may not file for institution {institutionId}. Use your own institution's id.");

    public static Diagnostic DateNotOpen(string returnId, DateOnly asOf, LocalizedText why) => Error(
        "FIL1008", $"{returnId} 的数据日期 {Iso(asOf)} 不开放报送：{why.Zh}。请从报送日历中选择应报日期。",
        $"{returnId} is not open for {Iso(asOf)}: {why.En}. Choose a due date of the calendar.");

    public static Diagnostic Locked(Filing filing) => Error(
        "FIL1009", $"{Iso(filing.AsOf)} 已受理并锁定。如需更改，请提出重报申请。",
        $"{Iso(filing.AsOf)} is accepted and locked. Apply for a re-filing to change it.");

    public static Diagnostic TablesMissing(IReadOnlyCollection<string> tables) => Error(
        "FIL1010", $"还有 {tables.Count} 张应报表未报送：{string.Join("、", tables)}。请上传，或声明零报送。",
        $"{tables.Count} due tables are not in: {string.Join(", ", tables)}. Upload them, or declare them empty.");

    public static Diagnostic FatalFindings(long count) => Error(
        "FIL1011", $"还有 {Number(count)} 条强制性校验问题。请更正数据后重新上传。",
        $"{Number(count)} fatal findings remain. Correct the data and upload again.");

    public static Diagnostic WarningsUnexplained(long count) => Error(
        "FIL1012", $"还有 {Number(count)} 条提示性校验问题没有差异说明。请逐条说明，或更正数据。",
        $"{Number(count)} warnings have no explanation. Explain them, or correct the data.");

    public static Diagnostic TableNotDue(Filing filing, string table) => Error(
        "FIL1013", $"{filing.InstitutionId} 在 {Iso(filing.AsOf)} 不报送表 {table}。请核对表号。",
        $"{filing.InstitutionId} does not file table {table} for {Iso(filing.AsOf)}. Check the table's code.");

    public static Diagnostic OutOfScope(Filing filing, string table) => Error(
        "FIL1014", $"表 {table} 不在已批准的重报范围内（{Iso(filing.AsOf)}）。请另行申请。",
        $"Table {table} is outside the approved re-filing of {Iso(filing.AsOf)}. Apply for it separately.");

    public static Diagnostic SameFile(string name) => new(
        "FIL1015", DiagnosticSeverity.Information,
        new LocalizedText(
            $"{name} 与已上传的文件完全相同，未作更改。", $"{name} is the file that is already in; nothing was changed."));

    public static Diagnostic NothingStaged() => Error(
        "FIL1016", "没有可用的数据表。请核对文件名（应含表号，如 F27.csv）和内容。",
        "No table could be read. Check the file names (they hold the table's code, as in F27.csv) and the contents.");

    public static Diagnostic NothingStagedOfPrevious() => Error(
        "FIL1016", "上期文件中没有可用的数据表。请核对文件名（应含表号，如 F27.csv）和内容。",
        "No table of the previous period could be read. Check the file names (they hold the table's code, as in F27.csv) "
        + "and the contents.");

    public static Diagnostic Overtaken() => Error(
        "FIL1017", "报送批次刚被他人更改。请刷新后重试。", "Somebody else has just changed the filing. Look again and retry.");

    public static Diagnostic ReasonMissing(FilingAction action) => Error(
        "FIL1018", $"办理“{Words.Action(action).Zh}”须写明理由。", $"To {Words.Action(action).En} needs a reason.");

    public static Diagnostic DeadlineMissing() => Error(
        "FIL1019", "请给出今天或以后的期限。", "Give a deadline that is today or later.");

    public static Diagnostic FileMissing(string path) => Error(
        "FIL1020", $"找不到文件或文件夹 {path}。请核对路径。", $"There is no file or folder {path}. Check the path.");

    public static Diagnostic RequestClosed(string id) => Error(
        "FIL1021", $"申请 {id} 不存在或已办结。", $"Request {id} does not exist or is already decided.");

    public static Diagnostic RuleUnknown(string rule) => Error(
        "FIL1022", $"没有规则 {rule}。请核对规则编号。", $"There is no rule {rule}. Check the rule's id.");

    public static Diagnostic NotExplainable(string rule) => Error(
        "FIL1023", $"规则 {rule} 是强制性校验，不能以说明代替更正。", $"Rule {rule} is fatal: it is corrected, not explained.");

    public static Diagnostic ChecksBroken(string returnId, string first) => Error(
        "FIL1024", $"报表 {returnId} 的校验规则有误：{first}。请联系规则维护人员。",
        $"The rules of {returnId} do not compile: {first}. Tell whoever keeps the pack.");

    public static Diagnostic UploadUnknown(string id) => Error(
        "FIL1025", $"没有上传 {id}，或已过期。请重新上传。", $"There is no upload {id}, or it has expired. Upload again.");

    public static Diagnostic NotChecked() => Error(
        "FIL1026", "数据更改后尚未校验。请等待校验完成。", "The tables have not been checked since they changed. Wait for the check.");

    public static Diagnostic TooLarge(string name, long bytes) => Error(
        "FIL1027", $"{name} 超过 {Number(bytes >> 20)} MB 的上限。请拆分或压缩后再传。",
        $"{name} is larger than {Number(bytes >> 20)} MB. Split it or pack it.");

    public static Diagnostic TooManyUploads(int count) => Error(
        "FIL1028", $"您有 {count} 个上传尚未完成。请先完成或取消。",
        $"You have {count} unfinished uploads. Finish or cancel some first.");

    public static Diagnostic NoteTooLong(int characters) => Error(
        "FIL1029", $"文字超过 {characters} 字。请精简。", $"The text is longer than {characters} characters. Shorten it.");

    public static Diagnostic RowByRow() => Error(
        "FIL1030", "差异说明须逐条填写。请在每一条问题下说明。", "Explanations are written row by row. Explain each finding.");

    public static Diagnostic ColumnUnknown(string table, string column) => Error(
        "FIL1032", $"表 {table} 没有列“{column}”，无法按它拆分。请核对 --split-by。",
        $"Table {table} has no column '{column}' to split by. Check --split-by.");

    public static Diagnostic RowsWithoutFiler(long rows, string column) => Error(
        "FIL1033", $"{Number(rows)} 行的“{column}”为空，无法确定报送机构，未采用。请补齐后重报这些行。",
        $"{Number(rows)} rows have no '{column}', so nobody files them; they were left out. Fill it in and file them again.");

    public static Diagnostic NoRoom() => Error(
        "FIL1036", "服务器磁盘已满，已收到的部分保留。请稍后续传，并通知系统管理员。",
        "The server's disk is full; what arrived is kept. Go on with the upload later, and tell the system administrator.");

    public static Diagnostic UploadsUnderway(int left, int sent) => Error(
        "FIL1037", $"一起上传的 {sent} 个文件中还有 {left} 个正在接收或校验。请等全部校验完毕、刷新本页后再提交复核。",
        $"{left} of the {sent} files sent together are still arriving or being checked. Wait for all of them, reload, then submit.");

    public static Diagnostic UploadGivenUp(Uploads.Upload upload, bool isStopped) => Error(
        "FIL1038",
        $"没有采用：{(isStopped ? "处理被管理员停止" : "处理多次出错后放弃")}，报送批次没有改变。请重新上传；再次失败请告诉系统管理员作业号 {upload.JobId}。",
        $"Not taken: its processing was {(isStopped ? "stopped by an administrator" : "given up after several tries")}; "
        + $"the filing is unchanged. Upload the file again; if it fails again, tell the system administrator the job {upload.JobId}.");

    private static Diagnostic Error(string code, string zh, string en) => Diagnostic.Error(code, zh, en);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
