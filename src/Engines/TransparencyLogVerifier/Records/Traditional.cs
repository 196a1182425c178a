using System.Text;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>
/// 繁體 The messages of the verifier and titles of scenarios in traditional characters, with the words of Hong Kong. Only
/// for these texts: content of packages is never converted. Thread safe.
/// </summary>
public static class Traditional
{
    private static readonly (string Simplified, string HongKong)[] Words =
        [("数据", "資料"), ("字段", "欄位"), ("签名", "簽署"), ("信息", "資料"), ("数组", "陣列")];

    // Pairs of the characters that our messages have: OpenCC's table (opencc-js 1.4.2, Apache-2.0), Hong Kong forms.
    private const string Pairs =
        "请請发發开開头頭节節顺順标標记記编編辑輯过過车車换換许許注註释釋处處须須结結号號当當数數与與钥鑰绑綁项項对對现現两兩签簽为為类類组組称稱占佔据據损損坏壞后後声聲"
        + "盐鹽没沒单單并並链鏈内內报報见見证證时時间間于於实實状狀态態断斷销銷属屬个個随隨机機给給带帶说説验驗场場诺諾动動录錄页頁写寫读讀认認识識志誌还還旧舊仅僅携攜检檢"
        + "点點长長规規范範来來进進树樹条條构構该該绝絕孪孿码碼银銀资資业業纳納凭憑";

    private static readonly Dictionary<char, char> Characters =
        Pairs.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>A message in traditional characters.</summary>
    public static string Of(string simplified)
    {
        var text = new StringBuilder(simplified);
        foreach (var (from, to) in Words)
            text.Replace(from, to);
        for (var i = 0; i < text.Length; i++)
            text[i] = Characters.GetValueOrDefault(text[i], text[i]);
        return text.ToString();
    }
}
