"""Every word the short papers print, side by side, so that one reviewer can read both languages."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from reorg.papers.content import Language
from reorg.papers.words import Words

WORDS: Final[dict[str, tuple[str, str]]] = {
    # key: (Vietnamese, English)
    "party": ("ĐẢNG CỘNG SẢN VIỆT NAM", "COMMUNIST PARTY OF VIET NAM"),
    "number_state": ("Số:          /{symbol}", "No.:          /{symbol}"),
    "number_party": ("Số          -{symbol}", "No.          -{symbol}"),
    "open_date": ("ngày …… tháng …… năm ……", "……………… 20……"),
    "sample_mark": ("BẢN MẪU / SAMPLE", "BẢN MẪU / SAMPLE"),
    "draft_mark": ("DỰ THẢO", "DRAFT"),
    "sample_note": (
        "Bản mẫu: hồ sơ trình diễn, số liệu và tệp ghi “mẫu” không phải của văn bản thật.",
        "Sample: a dossier of the demonstration; figures and files marked as samples are not those of the real papers.",
    ),
    "draft_note": ("Dự thảo: chưa được ký.", "Draft: not signed yet."),
    "to": ("Kính gửi:", "To:"),
    "recipients": ("Nơi nhận:", "Recipients:"),
    "as_above": ("- Như trên;", "- As above;"),
    "file_copy": ("- Lưu: VT, hồ sơ {code}.", "- File: registry, dossier {code}."),
    "file_copy_party": ("- Lưu Văn phòng, hồ sơ {code}.", "- File: office, dossier {code}."),
    "parties_copy": ("- Các cơ quan tham gia hồ sơ;", "- The bodies that take part in the dossier;"),
    "end": ("./.", ""),
    "legend_TM": ("", "TM. (T/M): on behalf of the collective body"),
    "legend_KT": ("", "KT. (K/T): a deputy signing for the head"),
    "legend_TL": ("", "TL. (T/L): by order of the head"),
    "legend_TUQ": ("", "TUQ.: by authorisation of the head"),
    "legend_Q": ("", "Q.: acting head"),
    "for_information": (
        "",
        "English text for information; the Vietnamese text is the one that counts.",
    ),
    "verify_paper": (
        "In từ hồ sơ {code}. Quét mã hoặc mở địa chỉ dưới đây (cần tài khoản) để đối chiếu với hồ sơ và nhật ký.",
        "Printed from the dossier {code}. Scan the code or open the address below (with an account) to compare it "
        "with the dossier and its trail.",
    ),
    "qr_alt": ("Mã QR dẫn tới {url}", "QR code leading to {url}"),
    "signed_note": ("Ký duyệt trên hệ thống {at}", "Signed off in the system, {at}"),
    "digest_note": ("Mã băm nội dung: {digest}…", "Digest of the content: {digest}…"),
    "superseded_note": ("Chữ ký không còn hiệu lực", "No longer in force"),
    "signature_space": ("(Ký, ghi rõ họ tên)", "(Signature and full name)"),
    "not_signed_yet": ("(Chưa ký)", "(Not signed yet)"),
    "no_number": ("không số", "without a number"),
    "dated": ("ngày {day}", "of {day}"),
    "none_listed": ("Không có.", "None."),
    "restricted_more": (
        "Ngoài ra có {n} văn bản hạn chế, không nêu ở đây.",
        "Besides, {n} restricted papers that are not named here.",
    ),
    "sample_paper": ("tệp mẫu", "sample file"),
    "ordinal": ("TT", "No."),
    "paper": ("Văn bản", "Paper"),
    "issuer": ("Cơ quan ban hành", "Issued by"),
    "sha256": ("Mã băm SHA-256", "SHA-256"),
    # minutes of a ballot
    "minutes": ("Biên bản biểu quyết", "Minutes of a ballot"),
    "minutes_subject": ("{step}: {title}", "{step}: {title}"),
    "minutes_when": ("Thời gian, địa điểm", "When and where"),
    "minutes_held": (
        "Ngày biểu quyết: {day}. Bắt đầu: …… giờ ……; kết thúc: …… giờ …….",
        "Day of the vote: {day}. Begun at: ……; ended at: …….",
    ),
    "minutes_place": ("Địa điểm: ………………………………………", "Place: ………………………………………"),
    "minutes_who": ("Thành phần", "Who took part"),
    "minutes_body": ("Cơ quan biểu quyết: {body}.", "Body that voted: {body}."),
    "minutes_present": (
        "Tổng số đại biểu: {electorate}; có mặt: {present}; vắng mặt: {absent}.",
        "Members in all: {electorate}; present: {present}; absent: {absent}.",
    ),
    "minutes_chair": ("Chủ tọa: ………………………………………", "Chair: ………………………………………"),
    "minutes_secretary": ("Thư ký: {name}, {office}.", "Secretary: {name}, {office}."),
    "minutes_matter": ("Nội dung biểu quyết", "What was voted on"),
    "minutes_question": (
        "“{step}” đối với hồ sơ {code}: {title}.",
        "“{step}” on the dossier {code}: {title}.",
    ),
    "minutes_rule": ("Quy tắc thông qua: {rule}.", "Rule of adoption: {rule}."),
    "minutes_counted": ("Kết quả kiểm phiếu", "The count"),
    "vote": ("Ý kiến", "Vote"),
    "count": ("Số đại biểu", "Members"),
    "share_of_all": ("Trên tổng số", "Of all members"),
    "share_of_present": ("Trên số có mặt", "Of those present"),
    "vote_yes": ("Tán thành", "In favour"),
    "vote_no": ("Không tán thành", "Against"),
    "vote_abstain": ("Không biểu quyết", "Abstained"),
    "vote_none": ("Có mặt, không ghi ý kiến", "Present, no vote recorded"),
    "working_of": ("Cách tính: {working}.", "Working: {working}."),
    "result_passed": ("Kết quả: THÔNG QUA.", "Result: PASSED."),
    "result_failed": ("Kết quả: KHÔNG THÔNG QUA.", "Result: NOT PASSED."),
    "minutes_note": ("Ghi chú: {note}", "Note: {note}"),
    "minutes_superseded": (
        "Kết quả này không còn hiệu lực: nội dung hồ sơ đã thay đổi sau khi biểu quyết.",
        "This result is no longer in force: the content of the dossier has changed since the vote.",
    ),
    "minutes_end": (
        "Biên bản được lập theo kết quả do thư ký ghi vào hệ thống {at}.",
        "These minutes follow the result as the secretary entered it into the system, {at}.",
    ),
    "secretary": ("Thư ký", "Secretary"),
    "presiding": ("Chủ tọa", "Chair"),
    # appraisal report
    "appraisal": ("Báo cáo thẩm định", "Appraisal report"),
    "appraisal_subject": ("Kết quả thẩm định hồ sơ {title}", "The dossier “{title}”"),
    "appraised_what": ("Hồ sơ thẩm định", "What was appraised"),
    "appraised_intro": (
        "{body} đã thẩm định hồ sơ {code} do {lead} chủ trì, theo quy trình {procedure}. "
        "Hồ sơ được tiếp nhận {received}; kết luận {concluded}.",
        "{body} has appraised the dossier {code}, led by {lead}, under the procedure “{procedure}”. "
        "It was received on {received}; the conclusion is of {concluded}.",
    ),
    "appraised_digest": ("Mã băm nội dung đã thẩm định", "Digest of the content appraised"),
    "supplements": ("Yêu cầu bổ sung, giải trình", "Supplements asked for and given"),
    "no_supplements": ("Không yêu cầu bổ sung.", "No supplement was asked for."),
    "supplement_asked": (
        "Ngày {day}, {who} yêu cầu: {reason}",
        "On {day} {who} asked: {reason}",
    ),
    "supplement_given": ("Ngày {day}, {who} bổ sung: {note}", "On {day} {who} answered: {note}"),
    "supplement_given_bare": ("Ngày {day}, {who} đã bổ sung.", "On {day} {who} supplied it."),
    "documents_of": ("Thành phần hồ sơ", "Papers of the dossier"),
    "documents_caption": ("Văn bản trong hồ sơ được thẩm định", "Papers in the dossier appraised"),
    "conclusion": ("Kết luận", "Conclusion"),
    "conclusion_approved": ("Hồ sơ đủ điều kiện để trình.", "The dossier may be submitted."),
    "conclusion_returned": ("Trả lại hồ sơ: {reason}", "The dossier is returned: {reason}"),
    "conclusion_refused": ("Không chấp thuận hồ sơ: {reason}", "The dossier is refused: {reason}"),
    # submission
    "submission": ("Tờ trình", "Submission"),
    "submission_subject": ("Về việc {title}", "On: {title}"),
    "basis": ("Căn cứ {kind} số {name}{dated}{subject};", "Pursuant to {kind} No. {name}{dated}{subject};"),
    "basis_law": ("Luật", "Law"),
    "basis_resolution": ("Nghị quyết", "Resolution"),
    "basis_decision": ("Quyết định", "Decision"),
    "basis_decree": ("Nghị định", "Decree"),
    "basis_paper": ("Văn bản", "Paper"),
    "basis_dossier": (
        "Trên cơ sở hồ sơ {code} và kết quả lấy ý kiến, biểu quyết ghi trong hồ sơ,",
        "On the ground of the dossier {code} and of the opinions and votes recorded in it,",
    ),
    "submission_intro": (
        "{lead} kính trình {to} xem xét, quyết định {title} với các nội dung sau:",
        "{lead} respectfully submits to {to}, for consideration and decision, “{title}” as follows:",
    ),
    "submission_plan": ("Phương án sắp xếp", "The plan"),
    "submission_no_plan": (
        "Nội dung cụ thể nêu trong đề án và các văn bản kèm theo.",
        "The particulars are in the scheme and the papers enclosed.",
    ),
    "clause_of": ("Khoản {n}.", "Clause {n}."),
    "clause_text": (
        "Sắp xếp {parts} thành {kind} mới có tên gọi là {unit}.{figures}",
        "Arrange {parts} into a new {kind} named {unit}.{figures}",
    ),
    "clause_part": ("{formula} của {units}", "{formula} of {units}"),
    "clause_figures": (
        " Sau khi sắp xếp, {unit} có {figures}.",
        " After the arrangement {unit} has {figures}.",
    ),
    "figure_area": ("diện tích tự nhiên {n} km²", "a natural area of {n} km²"),
    "figure_people": ("quy mô dân số {n} người", "a population of {n}"),
    "and": (" và ", " and "),
    "results": ("Kết quả lấy ý kiến, biểu quyết", "Opinions and votes"),
    "opinion_line": (
        "{respondent}: {agree}/{total} đồng ý ({percent}){sample};",
        "{respondent}: {agree} of {total} agree ({percent}){sample};",
    ),
    "ballot_line": ("{body}: {working};", "{body}: {working};"),
    "sample_figures": (" – số liệu mẫu", " – sample figures"),
    "effect": ("Thời gian thực hiện", "When it takes effect"),
    "effect_text": (
        "Đơn vị sau sắp xếp hoạt động từ ngày {day}.",
        "The units after the arrangement operate from {day}.",
    ),
    "enclosed": ("Văn bản kèm theo", "Papers enclosed"),
    "enclosed_caption": ("Văn bản trình kèm", "Papers enclosed with the submission"),
    "submission_end": (
        "{lead} kính trình {to} xem xét, quyết định.",
        "{lead} respectfully asks {to} to consider and decide.",
    ),
    # hand-over
    "agreement": ("Bản thỏa thuận", "Agreement"),
    "agreement_subject": ("Kết nghĩa giữa {helper} và {place}", "Twinning of {helper} and {place}"),
    "agreement_parties": ("Hai bên", "The two sides"),
    "agreement_helper": ("Đơn vị giúp", "The unit that helps"),
    "agreement_place": ("Xã được giúp", "The commune that is helped"),
    "agreement_signed": ("Ngày ký", "Signed on"),
    "agreement_terms": ("Nội dung thỏa thuận", "What was agreed"),
    "agreement_no_terms": ("Nội dung không được ghi lại.", "What was agreed has not been recorded."),
    "agreement_roadmap": ("Mục tiêu, nhiệm vụ, lộ trình", "Goals, tasks, roadmap"),
    "agreement_record": ("Căn cứ ghi nhận", "What this record stands on"),
    "agreement_recorded": ("Ghi nhận bởi {name}, {at}.", "Recorded by {name}, {at}."),
    "agreement_source": ("Nguồn: {source}.", "Source: {source}."),
    "assignment_table": ("Danh sách phân công", "The assignment"),
    "assignment_place": ("Xã được giúp", "Commune that is helped"),
    "assignment_helpers": ("Đơn vị giúp", "Units that help"),
    "handover": ("Biên bản bàn giao", "Hand-over record"),
    "handover_subject": ("{step}: {title}", "{step}: {title}"),
    "handover_intro": (
        "Căn cứ hồ sơ {code}; hôm nay, {day}, hai bên lập biên bản bàn giao như sau:",
        "Under the dossier {code}; on this day, {day}, both sides draw up this record of the hand-over:",
    ),
    "handover_intro_open": (
        "Căn cứ hồ sơ {code}; hai bên lập biên bản bàn giao như sau:",
        "Under the dossier {code}; both sides draw up this record of the hand-over:",
    ),
    "giver": ("Bên giao", "Giver"),
    "receiver": ("Bên nhận", "Receiver"),
    "sides": ("Các bên", "The sides"),
    "side_line": ("{side}: {body}.", "{side}: {body}."),
    "side_person": ("{side}: {body}. Đại diện: {name}, {office}.", "{side}: {body}, by {name}, {office}."),
    "side_on_behalf": ("Đại diện {side}", "For the {side}"),
    "handed_over": ("Nội dung bàn giao", "What is handed over"),
    "list_caption": ("Danh mục “{list}”: {settled}/{of} đầu việc hoàn tất", "List “{list}”: {settled} of {of} settled"),
    "item_alone": ("Đầu việc", "Item"),
    "item_state": ("Trạng thái", "State"),
    "evidence": ("Bằng chứng (SHA-256)", "Evidence (SHA-256)"),
    "list_digest": ("Mã băm danh mục đã ký", "Digest of the lists as signed"),
    "handover_end": (
        "Biên bản được lập thành các bản có giá trị như nhau, mỗi bên giữ một bản.",
        "This record is made in copies of equal force; each side keeps one.",
    ),
    # conclusion of a working session
    "conclusion_notice": ("Thông báo kết luận", "Notice of conclusion"),
    "conclusion_subject": ("Kết luận của {head}: {title}", "Conclusion of the {head}: {title}"),
    "conclusion_opening": (
        "{days}, tại {place}, {head} đã chủ trì buổi làm việc.",
        "On {days}, in {place}, the {head} held a working session.",
    ),
    "conclusion_opening_open": (
        "Ngày …… tháng …… năm ……, tại {place}, {head} đã chủ trì buổi làm việc.",
        "On ………………, in {place}, the {head} held a working session.",
    ),
    "conclusion_who": ("Thành phần", "Who took part"),
    "conclusion_where": ("Đơn vị, địa điểm đã đến", "Units and places visited"),
    "conclusion_housed": ("{what} (nơi làm việc của: {bodies})", "{what} (housing: {bodies})"),
    "conclusion_found": ("{what}: {findings}", "{what}: {findings}"),
    "conclusion_said": ("Kết luận", "Conclusion"),
    "conclusion_assigned": ("Kiến nghị được giao giải quyết", "Recommendations and who answers them"),
    "recommendation": ("Kiến nghị", "Recommendation"),
    "raised_by": ("Đơn vị nêu", "Raised by"),
    "who_answers": ("Cơ quan trả lời", "Who answers"),
    "due_day": ("Thời hạn", "Due"),
    "with_bodies": ("phối hợp: {bodies}", "with: {bodies}"),
    "conclusion_told": ("Ý kiến chỉ đạo", "Instructions"),
    "conclusion_told_line": ("{body}: {what} Thời hạn: {day}.", "{body}: {what} Due: {day}."),
    "conclusion_end": (
        "Thông báo để các cơ quan, đơn vị biết, thực hiện và báo cáo kết quả.",
        "The bodies named are notified, carry this out and report the result.",
    ),
    # receipt
    "receipt": ("Phiếu xác nhận ký duyệt", "Receipt of a sign-off"),
    "receipt_subject": ("{step}", "{step}"),
    "receipt_intro": (
        "Hệ thống xác nhận việc ký duyệt sau đây đã được ghi vào hồ sơ:",
        "The system confirms that the following sign-off has been recorded in the dossier:",
    ),
    "dossier": ("Hồ sơ", "Dossier"),
    "office": ("Chức vụ, cơ quan", "Office and body"),
    "authority": ("Thẩm quyền ký", "Authority"),
    "outcome": ("Quyết định", "Decision"),
    "statement": ("Lời ký", "Statement"),
    "reason": ("Lý do", "Reason"),
    "receipt_digest": ("Mã băm nội dung đã ký", "Digest of what was signed"),
    "moment": ("Thời điểm", "Time"),
    "confirmed": ("Cách xác nhận", "Confirmed by"),
    "confirmed_password": ("mật khẩu của người ký", "the signer’s password"),
    "confirmed_totp": ("mã của ứng dụng xác thực", "a code of the signer’s authenticator app"),
    "confirmed_passkey": ("khóa truy cập (passkey) của người ký", "the signer’s passkey"),
    "confirmed_recovery_code": ("mã khôi phục của người ký", "one of the signer’s recovery codes"),
    "in_force": ("đang có hiệu lực", "in force"),
    "not_in_force": ("không còn hiệu lực từ {at}: {why}", "no longer in force since {at}: {why}"),
    "event": ("Sự kiện trong nhật ký", "Event of the trail"),
    "event_text": ("số {seq}, mã băm {hash}", "no. {seq}, hash {hash}"),
    "keys": ("Chữ ký số", "Digital signatures"),
    "key_service": ("khóa của hệ thống", "key of the service"),
    "key_signer": ("khóa của người ký", "key of the signer"),
    "no_keys": ("không có (hệ thống chưa có khóa khi ký)", "none (the service had no keys at the time)"),
    "receipt_verify": (
        "Quét mã hoặc mở địa chỉ dưới đây (cần tài khoản) để xem sự kiện này trong nhật ký hồ sơ {code}.",
        "Scan the code or open the address below (with an account) to see this event in the trail of {code}.",
    ),
    # decision paper
    "decision_paper": ("Quyết định", "Decision"),
    "decision_joint": ("Văn bản thống nhất", "Concurrence"),
    "decision_party": ("Thông báo ý kiến", "Notice of opinion"),
    "decision_record": ("Bản ghi nhận quyết định", "Record of a decision"),
    "decision_subject": ("{step}: {title}", "{step}: {title}"),
    "decision_considering": (
        "Xét hồ sơ {code} do {lead} chủ trì;",
        "Considering the dossier {code} led by {lead};",
    ),
    "decided": ("Nội dung", "What is decided"),
    "decided_by": ("{body} – {name}, {office}: “{statement}”", "{body} – {name}, {office}: “{statement}”"),
    "content_signed": ("Nội dung được ký", "The content signed"),
    "content_digest": ("Mã băm nội dung", "Digest of the content"),
    "content_digests": (
        "Các chữ ký dưới đây ứng với mã băm nội dung ghi trên.",
        "The signatures below are for the content of this digest.",
    ),
    # consultation report
    "consultation": ("Báo cáo tổng hợp ý kiến", "Report on the consultation"),
    "consultation_subject": ("Kết quả lấy ý kiến về {title}", "Results of the consultation on {title}"),
    "consultation_how": ("Quá trình lấy ý kiến", "How it was done"),
    "consultation_window": (
        "Đợt lấy ý kiến thứ {n}, từ {opens} đến {closes}; người được lấy ý kiến: {who}.",
        "Round {n} of the consultation, from {opens} to {closes}; those asked: {who}.",
    ),
    "consultation_rule": ("Điều kiện: {rule}.", "Rule: {rule}."),
    "consultation_lists": (
        "Danh sách được chốt chậm nhất ngày {day}, tại {n} nơi.",
        "The lists were closed by {day}, in {n} places.",
    ),
    "consultation_results": ("Kết quả theo từng nơi", "Results by place"),
    "consultation_total": (
        "Tổng số {who} trong danh sách: {listed}; tham gia: {taken_part} ({turnout}); đồng ý: {agree} ({share}); "
        "không đồng ý: {disagree}; ý kiến khác: {other}.",
        "{who} listed: {listed}; took part: {taken_part} ({turnout}); agree: {agree} ({share}); "
        "disagree: {disagree}; other opinion: {other}.",
    ),
    "consultation_place": ("Nơi lấy ý kiến", "Place"),
    "consultation_listed": ("Trong danh sách", "Listed"),
    "consultation_taken_part": ("Tham gia", "Took part"),
    "consultation_agree": ("Đồng ý", "Agree"),
    "consultation_share": ("Tỷ lệ đồng ý", "Share"),
    "consultation_disagree": ("Không đồng ý", "Disagree"),
    "consultation_other": ("Khác", "Other"),
    "consultation_reached": ("Đạt", "Reached"),
    "consultation_yes": ("đạt", "yes"),
    "consultation_no": ("chưa đạt", "no"),
    "consultation_sample": ("số mẫu", "sample"),
    "consultation_conclusion": ("Kết luận", "Conclusion"),
    "consultation_below": ("Chưa đạt điều kiện: {places}.", "Below the threshold: {places}."),
    "consultation_waiting": ("Chưa có kết quả: {places}.", "No return yet: {places}."),
    "consultation_open": ("Đợt lấy ý kiến chưa kết thúc.", "The round is not closed yet."),
    "consultation_passed": ("Kết quả: ĐẠT.", "Result: REACHED."),
    "consultation_failed": (
        "Kết quả: CHƯA ĐẠT; tiếp tục tuyên truyền, vận động và lấy ý kiến lần sau.",
        "Result: NOT REACHED; communication goes on, and another round is held.",
    ),
    "consultation_earlier": ("Các đợt trước", "Earlier rounds"),
    "consultation_round": (
        "Đợt {n}, từ {opens} đến {closes}: {working}.",
        "Round {n}, {opens} to {closes}: {working}.",
    ),
}

NAMES = {kind: WORDS[kind] for kind in ("minutes", "appraisal", "submission", "handover", "receipt", "consultation")}
NAMES["conclusion_notice"] = WORDS["conclusion_notice"]
NAMES["agreement"] = WORDS["agreement"]
NAMES["decision"] = ("Văn bản quyết định", "Decision paper")


class FormWords(Words):
    """One language's words for the short papers, with those of the trail."""

    def __init__(self, language: Language, timezone: ZoneInfo) -> None:
        super().__init__(language, timezone)
        self.update({key: pair[language == "en"] for key, pair in WORDS.items()})
