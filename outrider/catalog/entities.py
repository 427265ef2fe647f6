"""What people must know of products, price lists and must-stock lists. All of it is on every phone."""

from __future__ import annotations

from outrider.catalog import fieldtypes
from outrider.catalog.derived import before_price_list, before_product, check_must_stock, check_price_list
from outrider.catalog.models import MustStockList, PriceList, Product
from outrider.customers.queries import SHOP_TYPES
from outrider.engine.access.policy import ALL, Policy, Scope
from outrider.engine.entities.declaration import POOL, Entity, Field, Section, register
from outrider.kernel.text import T

assert fieldtypes  # the field types must be registered before they are named below

EVERYBODY = {"rep": ALL, "manager": ALL, "director": ALL, "back_office": ALL, "admin": ALL}
KEEPERS = {"back_office": ALL, "admin": ALL}
POLICY = Policy(read=EVERYBODY, create=KEEPERS, update=KEEPERS, delete=KEEPERS, export=EVERYBODY)
STATUSES = (("active", T("在售", "On sale")), ("stopped", T("停售", "Stopped")))

PRODUCT = register(
    Entity(
        key="product",
        path="products",
        model=Product,
        label=T("商品", "Product"),
        plural=T("商品", "Products"),
        icon="package",
        title="name",
        subtitle="spec",
        fields=(
            Field("name", "text", T("名称", "Name"), required=True, max_length=120),
            Field("code", "text", T("编码", "Code"), max_length=40),
            Field("spec", "text", T("规格", "Specification"), max_length=60),
            Field("category", "text", T("品类", "Category"), max_length=40),
            Field("units", "units", T("单位", "Units"), required=True),
            Field("base_unit", "text", T("基本单位", "Base unit"), max_length=20, read_only=True),
            Field("barcode", "text", T("条码", "Barcode"), max_length=20),
            Field("sort_order", "integer", T("排序", "Order"), required=True, default=0, minimum=0),
            Field("status", "choice", T("状态", "Status"), required=True, options=STATUSES, default="active"),
            Field(
                "shelf_life_days", "integer", T("保质期(天)", "Shelf life (days)"), minimum=1, maximum=36_500
            ),
        ),
        columns=("name", "code", "spec", "category", "units", "status"),
        filters=("category", "status", "code", "barcode"),
        sorts=("sort_order", "name", "code", "created_at"),
        default_sort="sort_order",
        sections=(
            Section(
                T("基本", "Basics"), ("name", "code", "spec", "category", "barcode", "status", "sort_order")
            ),
            Section(T("单位", "Units"), ("units", "base_unit", "shelf_life_days")),
        ),
        search={"name": "name", "pinyin": True, "text": ("code", "spec"), "digits": ("barcode",)},
        scope=Scope(public=True),
        policy=POLICY,
        slice=lambda _: POOL,
        before_save=before_product,
    )
)

PRICE_LIST = register(
    Entity(
        key="price_list",
        path="price-lists",
        model=PriceList,
        label=T("价格表", "Price list"),
        plural=T("价格表", "Price lists"),
        icon="badge-percent",
        title="name",
        fields=(
            Field("name", "text", T("名称", "Name"), required=True, max_length=80),
            Field("currency", "text", T("币种", "Currency"), required=True, max_length=3, default="CNY"),
            Field("valid_from", "date", T("生效", "Valid from")),
            Field("valid_to", "date", T("失效", "Valid to")),
            Field("is_default", "boolean", T("默认", "Default"), required=True, default=False),
            Field("lines", "price_lines", T("价格", "Prices"), listed=False),
        ),
        columns=("name", "currency", "valid_from", "valid_to", "is_default"),
        filters=("is_default",),
        sorts=("name", "valid_from", "created_at"),
        default_sort="name",
        sections=(
            Section(T("基本", "Basics"), ("name", "currency", "valid_from", "valid_to", "is_default")),
            Section(T("价格", "Prices"), ("lines",)),
        ),
        scope=Scope(public=True),
        policy=POLICY,
        slice=lambda _: POOL,
        validate=check_price_list,
        before_save=before_price_list,
    )
)

MUST_STOCK_LIST = register(
    Entity(
        key="must_stock_list",
        path="must-stock-lists",
        model=MustStockList,
        label=T("必分销清单", "Must-stock list"),
        plural=T("必分销清单", "Must-stock lists"),
        icon="list-checks",
        title="shop_type",
        fields=(
            Field(
                "shop_type",
                "choice",
                T("门店类型", "Shop type"),
                required=True,
                options=SHOP_TYPES,
            ),
            Field(
                "products",
                "references",
                T("必分销品", "Must-stock products"),
                required=True,
                reference="product",
            ),
        ),
        columns=("shop_type", "products"),
        filters=("shop_type",),
        sorts=("shop_type", "created_at"),
        default_sort="shop_type",
        sections=(Section(T("基本", "Basics"), ("shop_type", "products")),),
        scope=Scope(public=True),
        policy=POLICY,
        slice=lambda _: POOL,
        validate=check_must_stock,
    )
)
