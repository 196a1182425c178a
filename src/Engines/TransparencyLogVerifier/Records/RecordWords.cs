namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>The words of the printed record in its three languages.</summary>
/// <param name="language">One of <see cref="RecordDocument.Languages"/>.</param>
internal sealed class RecordWords(string language)
{
    private static readonly Dictionary<string, string[]> All = new(StringComparer.Ordinal)
    {
        ["title"] = ["跨境数据包验证记录", "跨境資料包驗證記錄", "Record of the verification of a cross-border package"],
        ["accepted"] = ["结果：通过", "結果：通過", "Result: accepted"],
        ["refused"] = ["结果：不通过", "結果：不通過", "Result: refused"],
        ["refusals_heading"] = ["不通过的原因", "不通過的原因", "Why it is refused"],
        ["case_heading"] = ["本次验证", "本次驗證", "This verification"],
        ["verified_at"] = ["验证时刻", "驗證時刻", "Verified as of"],
        ["written_at"] = ["记录写于", "記錄寫於", "Record written at"],
        ["verifier"] = ["验证方", "驗證方", "Verifier"],
        ["officer"] = ["经办人（自填）", "經辦人（自填）", "Officer (as entered)"],
        ["case_reference"] = ["业务编号（自填）", "業務編號（自填）", "Case reference (as entered)"],
        ["purpose"] = ["用途", "用途", "Purpose"],
        ["nonce"] = ["随机数", "隨機數", "Nonce"],
        ["holder"] = ["持有人", "持有人", "Holder"],
        ["holder_proved"] = ["持有人已用其密钥证明", "持有人已用其密鑰證明", "holder proved by his key"],
        ["bearer_only"] = ["仅由携带人出示", "僅由攜帶人出示", "bearer only"],
        ["presented_by"] = ["企业授权出示人", "企業授權出示人", "Presented for the firm by"],
        ["keep_until"] = ["保存至", "保存至", "To be kept until"],
        ["fields_heading"] = ["出示的字段", "出示的欄位", "Disclosed fields"],
        ["none"] = ["无", "無", "none"],
        ["proved_heading"] = ["已证明", "已證明", "What was proved"],
        ["not_proved_heading"] = ["未证明", "未證明", "What was not proved"],
        ["issuer_heading"] = ["发行方", "發行方", "Issuer"],
        ["issuer"] = ["名称", "名稱", "Name"],
        ["licence"] = ["牌照号", "牌照號碼", "Licence number"],
        ["name"] = ["密钥名称", "密鑰名稱", "Key name"],
        ["key_manifest"] = ["密钥清单号", "密鑰清單編號", "Key manifest number"],
        ["key_state"] = ["签名密钥", "簽署密鑰", "Signing key"],
        ["compromised_at"] = ["泄露于", "洩露於", "compromised at"],
        ["good"] = ["当时无泄露记录", "當時無洩露記錄", "not known to be compromised at that time"],
        ["statement_heading"] = ["发行声明", "發行聲明", "Statement of the issuer"],
        ["scenario"] = ["场景", "場景", "Scenario"],
        ["issued_at"] = ["发行时刻", "發行時刻", "Issued at"],
        ["expires_at"] = ["失效时刻", "失效時刻", "Expires at"],
        ["status_list_of"] = ["状态清单的时刻", "狀態清單的時刻", "Status list of"],
        ["consent"] = ["同意记录", "同意記錄", "Consent, as agreed to"],
        ["consent_sha256"] = ["同意记录的承诺值（SHA-256）", "同意記錄的承諾值（SHA-256）", "Consent reference (SHA-256 commitment)"],
        ["document_sha256"] = ["文件的承诺值（SHA-256）", "文件的承諾值（SHA-256）", "Document reference (SHA-256 commitment)"],
        ["package_sha256"] = ["数据包 SHA-256", "資料包 SHA-256", "SHA-256 of the package"],
        ["package_sm3"] = ["数据包 SM3", "資料包 SM3", "SM3 of the package"],
        ["log_heading"] = ["日志检查点", "日誌檢查點", "Checkpoint of the log"],
        ["origin"] = ["日志", "日誌", "Log"],
        ["size"] = ["条目数 / 序号", "條目數 / 序號", "Size / index"],
        ["root"] = ["根（SHA-256）", "根（SHA-256）", "Root (SHA-256)"],
        ["witness"] = ["见证人", "見證人", "Witness"],
        ["foot"] =
        [
            "本文书由 JSON 记录打印。是否成立以 JSON 记录为准，可用 huoshui border recheck 或验证页离线重新验证。时间为香港时间（HKT，UTC+8）。",
            "本文件由 JSON 記錄列印。是否成立以 JSON 記錄為準，可用 huoshui border recheck 或驗證頁離線重新驗證。時間為香港時間（HKT，UTC+8）。",
            "Printed from the JSON record, which counts: it is verified again offline by huoshui border recheck or on the "
                + "page. Times are Hong Kong time (HKT, UTC+8).",
        ],
    };

    /// <summary>The language.</summary>
    public string Language { get; } = language;

    /// <summary>The end of names of texts in a record: <c>zh</c>, <c>zh_hant</c>, <c>en</c>.</summary>
    public string Suffix { get; } = language switch { "en" => "en", "zh-Hant" => "zh_hant", _ => "zh" };

    /// <summary>A word.</summary>
    public string this[string key] => All[key][Language switch { "en" => 2, "zh-Hant" => 1, _ => 0 }];
}
