"""Places: codes, names old and new, and no guessing."""
import time

import pytest

from helpers import places


@pytest.mark.parametrize("code, full_name", [
    ("120105", "天津市河北区"), ("120117", "天津市宁河区"), ("120119", "天津市蓟州区"), ("150702",
    "内蒙古自治区呼伦贝尔市海拉尔区"),
    ("330000", "浙江省"), ("350400", "福建省三明市"), ("419001", "河南省济源市"), ("500157",
    "重庆市两江新区"),
    ("120223", "天津市静海区"), ("120107", "天津市塘沽区"),
])
def test_codes_old_and_new(code, full_name):
    assert places.by_adcode(code).full_name == full_name


def test_unknown_codes_are_none():
    assert places.by_adcode("999999") is None
    assert places.by_adcode(None) is None
    assert places.resolve("999999") is None


def test_parents_lead_to_the_province():
    assert places.parent("150702").full_name == "内蒙古自治区呼伦贝尔市"
    assert places.parent("150700").name == "内蒙古自治区"
    assert places.parent("120105").name == "天津市"
    assert places.parent("120000") is None


@pytest.mark.parametrize("name, context, full_name", [
    ("海拉尔区", (), "内蒙古自治区呼伦贝尔市海拉尔区"),
    ("内蒙古海拉尔区", (), "内蒙古自治区呼伦贝尔市海拉尔区"),
    ("天津市河北区", (), "天津市河北区"),
    ("武清", (), "天津市武清区"),
    ("静海县", (), "天津市静海区"),
    ("襄樊市", (), "湖北省襄阳市"),
    ("延边州", (), "吉林省延边朝鲜族自治州"),
    ("吉林", (), "吉林省"),
    ("三明市人民政府门户网站", (), "福建省三明市"),
    ("河北", (), "河北省"),
    ("河北", ("天津市河北区",), "天津市河北区"),
    ("河北", ("120105",), "天津市河北区"),
    ("和平区", ("天津日报",), "天津市和平区"),
    ("和平区", ("沈阳市召开会议",), "辽宁省沈阳市和平区"),
    ("河东区", ("山东省",), "山东省临沂市河东区"),
    ("城区", ("阳泉市",), "山西省阳泉市城区"),
])
def test_names_resolve_by_context(name, context, full_name):
    assert places.resolve(name, *context).full_name == full_name


@pytest.mark.parametrize("name, context", [
    ("和平区", ()), ("鼓楼区", ("2022年全区增长5%",)), ("朝阳区", ("北京市", "长春市")), ("城区", ()),
    ("经开区", ("天津市",)),
    ("高新区", ("天津市",)), ("生态城", ("天津市",)), ("", ()), (None, ()), ("北方网新闻", ()),
])
def test_doubtful_names_stay_unresolved(name, context):
    assert places.resolve(name, *context) is None


def named(text, home):
    return [(text[start:end], place.full_name) for start, end, place in places.find_places(text, home)]


def test_a_clause_of_a_district_names_others():
    assert named("与北京市通州区、滨海新区共建,落实天津市要求", "120105") == [
        ("北京市通州区", "北京市通州区"), ("滨海新区", "天津市滨海新区"), ("天津市", "天津市")]


def test_the_same_short_name_is_the_district_at_home_and_the_province_elsewhere():
    assert named("服务河北发展", "120105") == [("河北", "天津市河北区")]
    assert named("服务河北发展", "120113") == [("河北", "河北省")]


def test_shared_names_are_taken_nearby_or_left_out():
    assert named("和平区率先完成", "120105") == [("和平区", "天津市和平区")]
    assert named("和平区率先完成", "210103") == [("和平区", "辽宁省沈阳市和平区")]
    assert named("和平区率先完成", "330000") == []
    assert named("沈阳市和平区率先完成", "120105") == [("沈阳市和平区", "辽宁省沈阳市和平区")]


@pytest.mark.parametrize("text", ["老城区改造", "北京路拓宽", "天津大学共建", "天津经开区投产", "城区绿化",
"打造示范县", "市区道路", "建成县级医院",
"促进和平与发展"])
def test_words_that_hold_a_name_are_no_places(text):
    assert named(text, "120105") == []


def test_market_and_citizens_are_not_part_of_the_name():
    assert named("开拓北京市场", "120105") == [("北京", "北京市")]


@pytest.mark.parametrize("piece", ["天津市河北区", "和平", "区", "呼伦贝尔", "一二三四五"])
def test_scanning_is_linear(piece):
    def seconds(count):
        begin = time.perf_counter()
        places.find_places(piece * count, "120105")
        return time.perf_counter() - begin

    places.find_places("天津", None)
    assert seconds(200_000 // len(piece)) < 3
