namespace Huoshui.Systems.City.Loans;

/// <summary>Invented names, addresses and telephone numbers.</summary>
internal static class NameMacros
{
    public const string Sql = """
        CREATE MACRO firm_name(b, industry) AS
            pick(['鹏', '湾', '深', '前', '岭', '海', '南', '嘉', '鼎', '科', '瑞', '恒', '华', '众', '汇', '智', '云', '启', '凌', '越'],
                u(201, b, 0))
            || pick(['辰', '拓', '源', '创', '盛', '达', '联', '微', '芯', '晟', '驰', '域', '澜', '曜', '邦', '程', '禾', '炬', '川',
                '川'], u(202, b, 0))
            || pick(['丰', '泰', '宏', '新', '远', '康', '嘉', '信', '捷', '卓', '明', '广', '利', '润', '晖', '佳', '祥', '安', '航',
                '博'], u(203, b, 0))
            || CASE left(industry, 1) WHEN 'C' THEN pick(['电子', '精密', '材料', '制品', '设备', '机电'], u(204, b, 0)) WHEN 'F'
                THEN pick(['贸易', '商贸', '供应链'], u(204, b, 0))
                WHEN 'I' THEN pick(['信息技术', '软件', '网络科技'], u(204, b, 0)) WHEN 'M' THEN '技术服务' WHEN 'E' THEN '建设工程'
                    WHEN 'G' THEN '物流'
                WHEN 'H' THEN '餐饮管理' WHEN 'L' THEN '商务服务' WHEN 'N' THEN '环境科技' ELSE pick(['实业', '发展', '科技'], u(204, b,
                    0)) END
            || '有限公司';
        CREATE MACRO person_name(b) AS
            pick(['陈', '林', '黄', '李', '张', '刘', '王', '吴', '杨', '周', '郑', '曾', '钟', '梁', '谢', '罗', '邓', '叶', '何', '赖'],
                u(211, b, 0))
            || pick(['伟', '芳', '秀', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '娟', '涛', '超', '明', '霞', '平',
                '刚'], u(212, b, 0))
            || pick(['', '', '华', '文', '玲', '辉', '梅', '生', '英', '龙', '燕', '波', '欣', '凯', '琳', '东', '雨', '鹏', '慧', '宁'],
                u(213, b, 0));
        CREATE MACRO telephone(b) AS '199' || lpad(((b * 48611) % 100000000)::VARCHAR, 8, '0');
        """;
}
