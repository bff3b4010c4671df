package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {
    private static TextDecoder.Decoded.PlainText text(byte[] bytes) {
        assertThat(TextDecoder.decode(bytes)).isInstanceOf(TextDecoder.Decoded.PlainText.class);
        return (TextDecoder.Decoded.PlainText) TextDecoder.decode(bytes);
    }

    private static TextDecoder.Decoded.NoText noText(byte[] bytes) {
        assertThat(TextDecoder.decode(bytes)).isInstanceOf(TextDecoder.Decoded.NoText.class);
        return (TextDecoder.Decoded.NoText) TextDecoder.decode(bytes);
    }

    private static final String TEXT = "Grüße aus Köln, und ein Euro: €\n";

    @ParameterizedTest
    @CsvSource({
        "UTF-8, false",
        "UTF-8, true",
        "UTF-16LE, false",
        "UTF-16LE, true",
        "UTF-16BE, false",
        "UTF-16BE, true",
        "UTF-32LE, true",
        "UTF-32BE, true",
        "windows-1252, false"
    })
    void textIsReadInItsEncoding(String encoding, boolean marked) {
        byte[] bytes = ((marked ? "\uFEFF" : "") + TEXT).getBytes(Charset.forName(encoding));

        assertThat(TextDecoder.decode(bytes)).isEqualTo(new TextDecoder.Decoded.PlainText(TEXT, encoding));
    }

    @ParameterizedTest
    @ValueSource(chars = {0x0b, 0x0c, 0x07, 0x1a, 0x1c})
    void aControlCharacterOrTwoDoNotMakeATextBinary(char control) {
        String text = "MSH|^~" + control + "PID|1" + control;

        assertThat(text(text.getBytes(StandardCharsets.UTF_8)).text()).isEqualTo(text);
    }

    @Test
    void aZeroIsBinaryWhereverItStands() {
        byte[] bytes = ("x".repeat(9_000) + "\0").getBytes(StandardCharsets.UTF_8);

        assertThat(noText(bytes).wrongAt()).isEqualTo(9_000);
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1251, 'Привет, как дела. Завтра мы едем в Москву, чтобы увидеть старых друзей.'",
        "windows-1251, 'Привет, как дела'",
        "windows-1251, 'Invoice 4711, Total: 100 EUR. Оплата до пятницы, спасибо.'",
        "windows-1251, 'Доброго дня! Це рахунок за травень, будь ласка, сплатіть його до кінця місяця.'",
        "windows-1251, 'Здравейте, това е фактура за месец май. Моля, платете я до края на месеца.'",
        "KOI8-R, 'Привет, как дела. Завтра мы едем в Москву, чтобы увидеть старых друзей.'",
        "KOI8-U, 'Доброго дня! Це рахунок за травень, будь ласка, сплатіть його до кінця місяця.'",
        "IBM866, 'Привет, как дела. Завтра мы едем в Москву, чтобы увидеть старых друзей.'",
        "ISO-8859-5, 'Привет, как дела. Завтра мы едем в Москву, чтобы увидеть старых друзей.'",
        "x-MacCyrillic, 'Привет, как дела. Завтра мы едем в Москву, чтобы увидеть старых друзей.'",
        "Shift_JIS, これは五月の請求書です。月末までにお支払いください。よろしくお願いいたします。",
        "windows-31j, これは五月の請求書①です。㈱テスト。月末までにお支払いください。",
        "EUC-JP, これは五月の請求書です。月末までにお支払いください。よろしくお願いいたします。",
        "EUC-JP, 株式会社、こんにちは。ラベルを定義する。",
        "ISO-2022-JP, これは五月の請求書です。月末までにお支払いください。よろしくお願いいたします。",
        "GBK, 这是五月份的发票，请在月底之前付款。谢谢您的合作，祝您生意兴隆。",
        "GB18030, 这是五月份的发票🐪，请在月底之前付款。谢谢您的合作，祝您生意兴隆。",
        "Big5, 這是五月份的發票，請在月底之前付款。謝謝您的合作，祝您生意興隆。",
        "EUC-KR, '안녕하세요. 오월 청구서입니다. 월말까지 지불해 주시기 바랍니다. 감사합니다.'",
        "ISO-8859-7, 'Καλημέρα σας. Αυτό είναι το τιμολόγιο για τον Μάιο. Άλλο τίποτα.'",
        "windows-1253, 'Καλημέρα σας. Αυτό είναι το τιμολόγιο για τον Μάιο. Άλλο τίποτα.'",
        "windows-1255, 'שלום, זו החשבונית לחודש מאי. נא לשלם עד סוף החודש. תודה רבה ולהתראות'",
        "TIS-620, สวัสดีครับ นี่คือใบแจ้งหนี้เดือนพฤษภาคม กรุณาชำระเงินก่อนสิ้นเดือน",
        "windows-1252, Grüße",
        "windows-1252, été",
        "windows-1252, '« À bientôt », dit-elle – l’été, où l’œuvre coûte 5 €…'",
        "windows-1252, '¿Cómo está usted? Mañana enviaremos la factura de la señora Núñez.'",
        "windows-1252, 'A fatura não será enviada até amanhã, então não há preocupação. Ações.'",
        "windows-1252, 'Það er nóg að gera hér á Íslandi þessa dagana og veðrið er ágætt.'",
        "windows-1252, 'Müller wrote to François, Søren, Núñez and João in São Paulo.'",
        "windows-1252, '// Größe in °C ± 5 µm; x = 1; // © 2020'",
        "windows-1252, '20 °C, 5 µm, § 12, ½ cup, £5, ® ©'",
        "windows-1252, 'prüfeÄnderung(größeÜber, maß)'",
        "windows-1252, 'north×west or south×east'",
        "windows-1252, 'These are all umlauts in German: ÄÖÜäöüß'",
        "ISO-8859-15, 'Das kostet 5 €, Herr Müller.'",
        "ISO-8859-15, 'Son œuvre coûte 5 €'",
        "windows-1250, 'Zażółć gęślą jaźń. Oto faktura za maj. Proszę zapłacić do końca miesiąca.'",
        "ISO-8859-2, 'Zażółć gęślą jaźń. Oto faktura za maj. Proszę zapłacić do końca miesiąca.'",
        "windows-1250, 'Příliš žluťoučký kůň úpěl ďábelské ódy. Zde je faktura za květen.'",
        "ISO-8859-2, 'Příliš žluťoučký kůň úpěl ďábelské ódy. Zde je faktura za květen.'",
        "windows-1250, 'Köszönjük szépen az együttműködést, jövő héten újra írunk, hű ügyfelünk.'",
        "windows-1254, 'İşte mayıs ayı faturası. Lütfen ay sonuna kadar ödeyiniz. İyi günler, Oğuz.'",
        "windows-1257, 'Štai gegužės mėnesio sąskaita. Prašome apmokėti iki mėnesio pabaigos. Ačiū.'",
        "IBM850, 'Sehr geehrte Frau Müller, die Währung für die Größe beträgt fünf.'",
        "x-MacRoman, 'Sehr geehrte Frau Müller, die Währung für die Größe beträgt fünf.'"
    })
    void textInAnotherEncodingIsRead(String encoding, String text) {
        for (String line : List.of(text, ("1;" + text + "\r\n").repeat(500))) {
            TextDecoder.Decoded.PlainText decoded = text(line.getBytes(Charset.forName(encoding)));

            assertThat(decoded.text()).isEqualTo(line);
            assertThat(decoded.encoding()).isNotEqualTo("UTF-8");
        }
    }

    // Capitals, few words, little beside ASCII, and what no library of ours told before.
    @ParameterizedTest
    @CsvSource({
        "windows-1251, ДОГОВОР АРЕНДЫ",
        "windows-1251, 'ПРИКАЗ О НАЗНАЧЕНИИ ДИРЕКТОРА. МОСКВА, 2024'",
        "KOI8-R, 'ПРИКАЗ О НАЗНАЧЕНИИ ДИРЕКТОРА. МОСКВА, 2024'",
        "IBM866, 'ПРИКАЗ О НАЗНАЧЕНИИ ДИРЕКТОРА. МОСКВА, 2024'",
        "windows-1251, 'НАКАЗ ПРО ПРИЗНАЧЕННЯ ДИРЕКТОРА. КИЇВ'",
        "windows-1253, 'ΤΙΜΟΛΟΓΙΟ ΠΩΛΗΣΗΣ ΚΑΙ ΔΕΛΤΙΟ ΑΠΟΣΤΟΛΗΣ'",
        "ISO-8859-7, 'ΤΙΜΟΛΟΓΙΟ ΠΩΛΗΣΗΣ ΚΑΙ ΔΕΛΤΙΟ ΑΠΟΣΤΟΛΗΣ'",
        "windows-1253, 'Άγιος Νικόλαος και Άνω Πόλη'",
        "windows-1250, 'Dziękuję za wiadomość, odpowiem jutro.'",
        "ISO-8859-2, 'Dziękuję za wiadomość, odpowiem jutro.'",
        "windows-1250, 'Děkuji za zprávu, odpovím zítra ráno.'",
        "windows-1250, 'Jó napot kívánok, a következő időpont megfelelő.'",
        "windows-1250, 'Mulţumesc pentru mesaj, vă răspund mâine dimineaţă.'",
        "windows-1254, 'Teşekkürler, yarın görüşürüz. Işık açık kaldı.'",
        "windows-1257, 'Paldies par ziņu, atbildēšu rīt.'",
        "windows-1252, 'Ação não é opção'",
        "windows-1252, 'Blåbærgrød på ø'",
        "windows-1252, 'Café'",
        "windows-1252, 'It’s a “test” – nothing more…'",
        "IBM850, 'Schöne Grüße aus München, die Übergabe für Jörg können wir später prüfen.'",
        "x-MacRoman, 'Schöne Grüße aus München, die Übergabe für Jörg können wir später prüfen.'",
        "windows-1256, 'مرحبا، هذه فاتورة شهر مايو. يرجى الدفع قبل نهاية الشهر'",
        "ISO-8859-6, 'مرحبا هذه فاتورة شهر مايو. يرجى الدفع قبل نهاية الشهر'",
        "GBK, 你好世界",
        "GBK, 'Invoice 4711, total 100 EUR. 请在月底之前付款，谢谢。'",
        "Shift_JIS, 'Invoice 4711, total 100 EUR. 月末までにお支払いください。'",
        "Big5, 'Invoice 4711, total 100 EUR. 請在月底之前付款，謝謝。'",
        "EUC-KR, 'Invoice 4711, total 100 EUR. 월말까지 지불해 주시기 바랍니다.'",
        "UTF-16LE, 这是五月份的发票，请在月底之前付款。",
        "UTF-16BE, 这是五月份的发票，请在月底之前付款。",
        "UTF-16LE, これは五月の請求書です。",
        "UTF-16BE, これは五月の請求書です。",
        "UTF-16LE, 'Привет, как дела'",
        "x-windows-50221, 'ｶﾀｶﾅ と 漢字 です'"
    })
    void shortTextInAnotherEncodingIsRead(String encoding, String text) {
        TextDecoder.Decoded.PlainText decoded = text(text.getBytes(Charset.forName(encoding)));

        assertThat(decoded.text()).isEqualTo(text);
        assertThat(decoded.encoding()).isNotEqualTo("UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"IBM852, żaden plik", "x-MacRoman, è", "ISO-8859-5, НЕ"})
    void whatCannotBeToldIsNotGuessed(String encoding, String text) {
        byte[] bytes = ("abc " + text + " def").getBytes(Charset.forName(encoding));

        assertThat(noText(bytes).why()).isEqualTo(EncodingDetector.TextFault.UNKNOWN);
        assertThat(noText(bytes).wrongAt()).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grüße aus Köln, und ein Euro: €\n",
                "Привет, как дела. Завтра мы едем в Москву.",
                "这是五月份的发票，请在月底之前付款。",
                "für é"
            })
    void utf8WithAWrongByteIsDamaged(String text) {
        byte[] good = text.getBytes(StandardCharsets.UTF_8);
        for (byte wrong : new byte[] {(byte) 0xFF, (byte) 0xA0, (byte) 0xC3, (byte) 0xE9}) {
            byte[] bytes = Arrays.copyOf(good, good.length + 2);
            bytes[good.length] = wrong;
            bytes[good.length + 1] = ' ';

            assertThat(noText(bytes))
                    .isEqualTo(new TextDecoder.Decoded.NoText(good.length, EncodingDetector.TextFault.DAMAGED));
        }
    }

    @Test
    void allOfATextIsJudged() {
        String text = "Plain words only. ".repeat(2_000)
                + "А потом по-русски: завтра мы едем в Москву, чтобы увидеть друзей.";
        byte[] bytes = text.getBytes(Charset.forName("windows-1251"));

        assertThat(text(bytes).text()).isEqualTo(text);

        bytes[20_000] = 0;
        assertThat(noText(bytes).wrongAt()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, 11", "UTF-16LE, 14", "UTF-16BE, 14"})
    void theOffsetIsThatOfTheFirstControlCharacterOfMany(String encoding, int offset) {
        byte[] bytes = ("\uFEFF" + "Grüße!" + "\1\2\3\4\5").getBytes(Charset.forName(encoding));

        assertThat(noText(bytes).wrongAt()).isEqualTo(offset);
    }

    @Test
    void anUmlautThatIsCutOffAtTheEndOfUtf8IsNoOtherEncoding() {
        byte[] bytes = "Grüße €".getBytes(StandardCharsets.UTF_8);

        assertThat(noText(Arrays.copyOf(bytes, bytes.length - 1)).wrongAt()).isEqualTo(8);
    }

    @Test
    void coloursOfATerminalAreNoEncoding() {
        String text = "\u001b[1mbold\u001b(B\u001b[m costs $5";

        assertThat(text(text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new TextDecoder.Decoded.PlainText(text, "UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "Ebb\r\n\tflow\u0085", "Gr\u00f6\u00dfe", "\ufeffebb", "\u6f6e\u6c50", "\ud83c\udf0a"})
    void plainUtf8IsFoundToBeThatByTheWholeDetectorToo(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        EncodingDetector whole = new EncodingDetector();
        whole.read(bytes, bytes.length);

        assertThat(whole.end()).isEqualTo(EncodingDetector.of(bytes));
    }
}
