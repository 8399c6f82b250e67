"""A flow as BPMN 2.0, with its picture, for other tools to read."""

from __future__ import annotations

from lxml import etree

from workflows.flow.layout import Place, arrange
from workflows.flow.nodes import Appraisal, Beginning, End, WorkNode
from workflows.flow.procedure import Procedure

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
NAMES = {"bpmn": MODEL, "bpmndi": DI, "dc": DC, "di": DD}


def flow_bpmn(flow: type[Procedure], language: str = "vi") -> bytes:
    """BPMN 2.0 XML (UTF-8). A step that can return or ask for more is followed by an exclusive gateway."""
    writer = _Writer(flow, language)
    return writer.write()


class _Writer:
    def __init__(self, flow: type[Procedure], language: str) -> None:
        self.flow, self.language = flow, language
        self.root = etree.Element(f"{{{MODEL}}}definitions", nsmap=NAMES)
        self.root.set("targetNamespace", "urn:reorg:procedures")
        self.root.set("id", f"definitions_{flow.code}")
        self.process = etree.SubElement(self.root, f"{{{MODEL}}}process", id=flow.code, isExecutable="false")
        self.process.set("name", self.say(flow.title))
        self.boxes: dict[str, tuple[float, float, float, float]] = {}
        self.flows: list[tuple[str, str, str]] = []

    def say(self, text: object) -> str:
        return str(getattr(text, "en" if self.language == "en" else "vi"))

    def write(self) -> bytes:
        layout = arrange(self.flow)
        for place in layout.places.values():
            self.node(place)
        for place in layout.places.values():
            self.leave(place)
        elements = {}
        for number, (source, target, name) in enumerate(self.flows):
            attributes = {"id": f"flow_{number}", "sourceRef": source, "targetRef": target}
            if name:
                attributes["name"] = name
            elements[f"flow_{number}"] = (source, target)
            etree.SubElement(self.process, f"{{{MODEL}}}sequenceFlow", attributes)
        self.picture(elements)
        xml: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
        return xml

    def node(self, place: Place) -> None:
        node = place.node
        tag = {Beginning: "startEvent", End: "endEvent"}.get(type(node), "userTask")
        element = etree.SubElement(self.process, f"{{{MODEL}}}{tag}", id=node.name, name=self.say(node.title))
        self.boxes[node.name] = (place.x, place.y, place.width, place.height)
        if isinstance(node, WorkNode):
            for seat in node.seats:
                performer = etree.SubElement(element, f"{{{MODEL}}}potentialOwner", name=f"{seat.part}:{seat.role}")
                performer.set("id", f"{node.name}_{seat.part}_{seat.role}")

    def leave(self, place: Place) -> None:
        """What follows a node: straight on, or through a gateway when there is a choice."""
        node = place.node
        onward = [edge.dst.name for edge in node._outgoing()]
        other = [(target.name, _RETURN[self.language]) for target in getattr(node, "returns", ())]
        if isinstance(node, Appraisal) and node.supplement is not None:
            other.append((node.supplement.name, _SUPPLEMENT[self.language]))
        if not other:
            self.flows += [(node.name, target, "") for target in onward]
            return
        gateway = f"{node.name}_outcome"
        etree.SubElement(self.process, f"{{{MODEL}}}exclusiveGateway", id=gateway)
        self.boxes[gateway] = (place.x + place.width + 6, place.y + place.height / 2 - 10, 20, 20)
        self.flows.append((node.name, gateway, ""))
        self.flows += [(gateway, target, _ONWARD[self.language]) for target in onward]
        self.flows += [(gateway, target, name) for target, name in other]

    def picture(self, flows: dict[str, tuple[str, str]]) -> None:
        diagram = etree.SubElement(self.root, f"{{{DI}}}BPMNDiagram", id="diagram")
        plane = etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", id="plane", bpmnElement=self.flow.code)
        for name, (x, y, width, height) in self.boxes.items():
            shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"shape_{name}", bpmnElement=name)
            etree.SubElement(shape, f"{{{DC}}}Bounds", x=f"{x:g}", y=f"{y:g}", width=f"{width:g}", height=f"{height:g}")
        for name, ends in flows.items():
            edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"edge_{name}", bpmnElement=name)
            for end in ends:
                x, y, width, height = self.boxes[end]
                etree.SubElement(edge, f"{{{DD}}}waypoint", x=f"{x + width / 2:g}", y=f"{y + height / 2:g}")


_ONWARD = {"vi": "thông qua", "en": "passed"}
_RETURN = {"vi": "trả lại", "en": "returned"}
_SUPPLEMENT = {"vi": "đề nghị bổ sung", "en": "supplement asked"}
