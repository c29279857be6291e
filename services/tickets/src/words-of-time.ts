/** Words of dates and times in the languages of spreadsheets, in lower case and without dots. */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** The first three letters of months, long, short and as their genitive: März, Mrz, mrt, мая. */
export const months = words(
  `abr ag ago agu aoû apr ara aug avg avr ağu bal bir bře cze de dec des det dez dic dis dub déc
   eki elo ene eyl feb fev fév geg gen giu gru haz hei hel huh ian iul iun jaa jan jou jui jul jun
   juu júl jún jūl jūn kas kes kol kov kvě kwi lap led lie lip lis lok lug lut maa mac mag mai maj
   mar may mei mrt mrz máj már mär nis noi nov oca oct ogo okt ott out ožu paź pro rug ruj sau sep
   set sie sij spa srp stu sty svi syy sze tam tem thg thá tou tra vas vee vel wrz zář ápr úno čer
   čvc čvn říj şub απρ αυγ δεκ ιαν ιου μάι μάρ μαΐ μαι μαρ νοε οκτ σεπ φεβ авг апр бер вер гру дек
   дец жов июл июн кві лип лис лют май мар мая мај нов ное ноя окт сен сеп сер січ тра феб фев чер
   юли юни янв яну јан јул јун אוג אוק אפר דצמ יול יונ ינו מאי מרץ נוב ספט פבר آور أبر أغس أكت اوت
   اکت دسا ديس سبت سپت فبر فور مار ماي مه نوا نوف ينا يول يون ژان ژوئ अक् अग अगस अप् जन जनव जुल जून
   दिस नव नवं फ़र मई मार सित กค กพ กย กรก กัน กุม ตค ตุล ธค ธัน พค พย พฤศ พฤษ มกร มค มิถ มิย มีค
   มีน สค สิง เมย เมษ`,
);

/** Long and short. */
export const weekdays = words(
  `cmt cs csütörtök cum cuma cumartesi czw czwartek di dienstag dim dimanche dinsdag do dom
   domenica domingo donderdag donnerstag dum duminică fr fre fredag freitag fri friday gio giovedì
   hétfő jeu jeudi joi jue jueves ke kedd keskiviikko la lauantai lun lundi lunedì lunes luni lör
   lördag lør lørdag ma maanantai maandag man mandag mar mardi martedì martes marți mer mercoledì
   mercredi mi mie miercuri mittwoch mié miércoles mo mon monday montag mån måndag ne ned nedeľa
   nedjelja neděle niedz niedziela ons onsdag paz pazar pazartesi pe per perjantai perşembe pet
   petak pi piatok piątek po pon pondelok pondělí ponedjeljak poniedziałek pt pzt pá pátek péntek
   qua quarta qui quinta sa sab sabato sal salı sam samedi samstag sat saturday seg segunda sex
   sexta so sob sobota sonntag sri srijeda st streda středa su sub subota sun sunday sunnuntai sze
   szerda szo szombat sáb sábado sâm sâmbătă sön söndag søn søndag ter terça thu thursday ti
   tiistai tir tirs tirsdag tis tisdag to tor tors torsdag torstai tue tuesday ut uto utorak utorok
   vasárnap ven vendredi venerdì vie viernes vin vineri vr vrijdag wed wednesday wo woensdag wt
   wtorek za zaterdag zo zondag çar çarşamba út úterý čet četvrtak čt čtvrtek śr środa št štvrtok
   δευ δευτέρα κυρ κυριακή πέμ πέμπτη παρ παρασκευή σάβ σάββατο τετ τετάρτη τρί τρίτη воскресенье
   вс вт вторник вівторок нд неделя неділя пʼятниця петък пн понеделник понедельник понеділок пт
   пятница сб середа ср среда сряда суббота субота събота четвер четверг четвъртък чт 周一 周三 周二 周五
   周六 周四 周日 土 土曜日 日 日曜日 星期一 星期三 星期二 星期五 星期六 星期四 星期日 月 月曜日 木 木曜日 水 水曜日 火 火曜日 週一 週三 週二 週五 週六 週四 週日 金
   金曜日 금 금요일 목 목요일 수 수요일 월 월요일 일 일요일 토 토요일 화 화요일`,
);

/** Halves of the day. "a" and "p" are beside the digits in any case. */
export const dayPeriods = words(
  `am ap ch de dop du em fm ip odp pg pm pop popiet priekšp priešpiet ptg pēcp sa ös öö μμ πμ дп пп
   بظ ص قظ م 上午 下午 午前 午後 오전 오후`,
);
