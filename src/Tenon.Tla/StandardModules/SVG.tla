---- MODULE SVG ----
\* Pictures as records of a name, attributes, children and text.
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE Integers
LOCAL INSTANCE TLC
LOCAL INSTANCE FiniteSets

SVGElem(name, attributes, children, text) == [name |-> name, attrs |-> attributes, children |-> children, innerText |-> text]
LOCAL Merge(a, b) == [x \in DOMAIN a \cup DOMAIN b |-> IF x \in DOMAIN b THEN b[x] ELSE a[x]]
Line(x1, y1, x2, y2, attributes) ==
  SVGElem("line", Merge([x1 |-> ToString(x1), y1 |-> ToString(y1), x2 |-> ToString(x2), y2 |-> ToString(y2)], attributes), <<>>, "")
Circle(x, y, r, attributes) == SVGElem("circle", Merge([cx |-> ToString(x), cy |-> ToString(y), r |-> ToString(r)], attributes), <<>>, "")
Rect(x, y, w, h, attributes) ==
  SVGElem("rect", Merge([x |-> ToString(x), y |-> ToString(y), width |-> ToString(w), height |-> ToString(h)], attributes), <<>>, "")
Text(x, y, text, attributes) == SVGElem("text", Merge([x |-> ToString(x), y |-> ToString(y)], attributes), <<>>, text)
Image(x, y, w, h, reference, attributes) ==
  SVGElem("image",
    Merge(("xlink:href" :> reference) @@ [x |-> ToString(x), y |-> ToString(y), width |-> ToString(w), height |-> ToString(h)], attributes), <<>>, "")
Group(children, attributes) == SVGElem("g", attributes, children, "")
Svg(children, attributes) == SVGElem("svg", attributes, children, "")
SVGDoc(children, x, y, w, h, attributes) ==
  SVGElem("svg",
    Merge([xmlns |-> "http://www.w3.org/2000/svg", viewBox |-> ToString(x) \o " " \o ToString(y) \o " " \o ToString(w) \o " " \o ToString(h)], attributes),
    children, "")
SVGElemToString(element) == "native"
SVGSerialize(svg, prefix, number) == "native"
NodesOfDirectedMultiGraph(nodes, edges, options) == "native"
NodeOfRingNetwork(cx, cy, r, n, m) == "native"
PointOnLine(from, to, segment) ==
  [x |-> from.x + ((to.x - from.x) \div segment), y |-> from.y + ((to.y - from.y) \div segment)]
====
