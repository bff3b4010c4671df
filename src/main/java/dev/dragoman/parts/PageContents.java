package dev.dragoman.parts;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;

/** Whether pages are there, and can be read: PDFBox passes over what is lost, as viewers do. */
final class PageContents {
    private static final int PIECE = 16 * 1024;

    /** Nobody writes so many zeros in a row into what draws a page. */
    private static final int LONGEST_GAP = 32;

    private static final int BITS = 8;

    private PageContents() {}

    /** Whether a node of the page tree, or one below it, refers to a page that is not in the file. */
    static boolean lacksPages(COSDictionary root) {
        Set<COSBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<COSDictionary> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty()) {
            COSDictionary node = open.remove();
            if (!seen.add(node) || !(node.getDictionaryObject(COSName.KIDS) instanceof COSArray kids)) {
                continue;
            }
            for (int i = 0; i < kids.size(); i++) {
                if (!(kids.getObject(i) instanceof COSDictionary kid)) {
                    return true;
                }
                open.add(kid);
            }
        }
        return false;
    }

    /** Whether all that draws a page can be read; a page may be empty. */
    static boolean isReadable(COSDictionary page) throws IOException {
        if (!page.containsKey(COSName.CONTENTS)) {
            return true;
        }
        COSBase contents = page.getDictionaryObject(COSName.CONTENTS);
        if (!(contents instanceof COSArray several)) {
            return isWhole(contents);
        }
        for (int i = 0; i < several.size(); i++) {
            if (!isWhole(several.getObject(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(COSBase content) throws IOException {
        if (!(content instanceof COSStream stream)) {
            return false;
        }
        COSBase filters = stream.getFilters();
        COSBase filter = filters instanceof COSArray several && several.size() == 1 ? several.getObject(0) : filters;
        if (COSName.FLATE_DECODE.equals(filter)) {
            try (InputStream in = stream.createRawInputStream()) {
                return inflates(in);
            }
        }
        try (InputStream in = stream.createInputStream()) {
            return hasNoGap(in);
        } catch (IOException broken) {
            return false;
        }
    }

    private static boolean inflates(InputStream in) throws IOException {
        Inflater inflater = new Inflater();
        byte[] piece = new byte[PIECE];
        byte[] out = new byte[PIECE];
        try {
            for (int count = in.read(piece); count > 0 && !inflater.finished(); count = in.read(piece)) {
                inflater.setInput(piece, 0, count);
                while (!inflater.needsInput() && !inflater.finished() && !inflater.needsDictionary()) {
                    inflater.inflate(out);
                }
            }
            return !inflater.needsDictionary();
        } catch (DataFormatException broken) {
            return false;
        } finally {
            inflater.end();
        }
    }

    // Of a picture that stands within a page's content any byte may be a zero.
    private static boolean hasNoGap(InputStream in) throws IOException {
        byte[] piece = new byte[PIECE];
        int gap = 0;
        int last = ' ';
        boolean picture = false;
        for (int count = in.read(piece); count > 0; count = in.read(piece)) {
            for (int i = 0; i < count; i++) {
                gap = piece[i] == 0 && !picture ? gap + 1 : 0;
                if (gap >= LONGEST_GAP) {
                    return false;
                }
                last = (last << BITS) | (piece[i] & 0xFF);
                picture = isOperator(last, picture ? "EI" : "ID") != picture;
            }
        }
        return true;
    }

    // Two letters between white space; the bytes are those that were read last.
    private static boolean isOperator(int bytes, String name) {
        return isSpace(bytes >>> (3 * BITS))
                && ((bytes >> (2 * BITS)) & 0xFF) == name.charAt(0)
                && ((bytes >> BITS) & 0xFF) == name.charAt(1)
                && isSpace(bytes & 0xFF);
    }

    private static boolean isSpace(int value) {
        return value == ' ' || value == 0 || (value >= '\t' && value <= '\r');
    }
}
