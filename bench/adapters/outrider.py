"""Outrider's public API for the shared measuring client; signed in as a manager with subtree scope."""

from urllib.parse import quote

from __main__ import Base, Wrong

PASSWORD, MANAGER = "bench-password-1", "19900009999"


class Adapter(Base):
    """One signed-in connection."""

    def open(self):
        """Sign in; keep the cookies by hand."""
        self.h = {"X-Outrider-App": "console", "Accept-Language": "en"}
        _, first, cookies = self._call("GET", "/api/auth/session")
        self.h["X-CSRF-Token"] = first["csrf"]
        self.h["Cookie"] = "; ".join(f"{k}={v}" for k, v in cookies.items())
        body = {"mobile": MANAGER, "password": PASSWORD}
        _, signed, cookies = self._call("POST", "/api/auth/sign-in", body)
        self.h["Cookie"] = "; ".join(f"{k}={v}" for k, v in cookies.items())
        self.h["X-CSRF-Token"] = signed["csrf"]
        self.products = None

    def _call(self, method, path, body=None):
        import http.client
        import json
        from http.cookies import SimpleCookie
        from urllib.parse import urlsplit

        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port)
        headers = {**self.h, "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        data = response.read()
        if response.status >= 400:
            raise Wrong(f"{path} {response.status} {data[:200]}")
        jar = {}
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                jar.update({k: m.value for k, m in SimpleCookie(value).items()})
        return response.status, json.loads(data), jar

    def create_customer(self, r):
        body = {
            "name": r["name"], "city": r["city"], "address": r["street"], "mobile": r["phone"],
            "custom": {"email": r["email"], "zip": r["zip"]}, "department": self._department(),
        }  # fmt: skip
        return self.http.json("POST", "/api/customers", body, self.h)["id"]

    def _department(self):
        if not getattr(self, "department", None):
            self.department = self.http.json("GET", "/api/auth/session", None, self.h)["person"][
                "department"
            ]["id"]
        return self.department

    def list_customers(self, sub, n):
        path = f"/api/customers?name.contains={quote(sub)}&size={n}&fields=name,city,mobile,custom,owner"
        r = self.http.json("GET", path, None, self.h)
        for row in r["items"]:
            if not (
                row["name"] and row["city"] and row["mobile"] and row["custom"] and row["_titles"]["owner"]
            ):
                raise Wrong(f"a row lacks a column: {row}")
        return r["items"], r["total"]

    def open_customer(self, i):
        r = self.http.json("GET", f"/api/customers/{i}?include=timeline", None, self.h)
        return r, r["timeline"]

    def create_order(self, cust, lines):
        if self.products is None:
            items = []
            for page in (1, 2):
                r = self.http.json("GET", f"/api/products?size=100&page={page}&sort=code", None, self.h)
                items += r["items"]
            self.products = [p["id"] for p in items]
        body = {
            "order_id": _uuid7(), "customer_id": cust, "visit_id": None, "supplying_distributor_id": None,
            "delivery_on": None, "payment": "now", "note": "", "draft": False, "placed_at": _now(),
            "lines": [
                {"line_id": _uuid7(), "product_id": self.products[p], "unit": "piece", "quantity": str(q),
                 "price": f"{10 + p}.00", "gift": False}
                for p, q in lines
            ],
        }  # fmt: skip
        r = self.http.json("POST", "/api/verbs/order.submit", body, self.h)
        if r["status"] != "confirmed":
            raise Wrong(f"the order is {r['status']}")
        return r["id"], r["total"]

    def log_activity(self, cust, text):
        body = {
            "activity_id": _uuid7(), "customer_id": cust, "kind": "note", "text": text, "happened_at": _now(),
            "next_step": "", "next_on": None,
        }  # fmt: skip
        return self.http.json("POST", "/api/verbs/activity.log", body, self.h)["id"]

    def sample(self, n):
        ids = []
        for page in range(1, n // 100 + 1):
            r = self.http.json("GET", f"/api/customers?size=100&page={50 + page}", None, self.h)
            ids += [row["id"] for row in r["items"] if row["last_order_on"] or row["_titles"].get("owner")]
        return ids

    def volume(self):
        return {
            path: self.http.json("GET", f"/api/{path}?size=1", None, self.h)["total"]
            for path in ("customers", "orders", "activities")
        }


def _now():
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat()


def _uuid7():
    import os
    import time

    ms = int(time.time() * 1000)
    raw = bytearray(ms.to_bytes(6, "big") + os.urandom(10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    h = raw.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
